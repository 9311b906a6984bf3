package dev.herder.pipelines;

import dev.herder.core.report.Figures;
import dev.herder.core.report.html.Cards;
import dev.herder.core.report.html.Cards.Card;
import dev.herder.core.report.html.DataTable;
import dev.herder.core.report.html.HtmlReport;
import dev.herder.core.report.html.IntervalChart;
import dev.herder.core.report.html.IntervalChart.Line;
import dev.herder.core.report.html.IntervalChart.Point;
import dev.herder.core.report.html.Lineage;
import dev.herder.core.report.html.Notes;
import dev.herder.core.report.html.Notes.Note;
import dev.herder.core.report.html.Samples;
import dev.herder.core.report.html.Section;
import dev.herder.core.report.html.Tone;
import dev.herder.pipelines.RoundResults.Judged;
import dev.herder.pipelines.heldout.HeldOut;
import dev.herder.pipelines.heldout.HeldOutScoring;
import dev.herder.pipelines.heldout.HeldOutScoring.Example;
import dev.herder.pipelines.journal.Ledger;
import dev.herder.pipelines.journal.Trail;
import dev.herder.pipelines.journal.Trail.Passed;
import dev.herder.pipelines.report.StepSections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The page {@code report.html} of a run; it needs no network.
 *
 * <p>What belongs to rounds and their scores is here; the steps are shown by {@link StepSections}.
 */
final class RoundReportPage {
  private static final int EXAMPLES = 12;
  private static final int LONGEST_TITLE = 90;
  private static final String MODEL = "model";
  private static final String START = "start";

  private final Recipe recipe;
  private final RoundResults results;
  private final List<Passed> steps;
  private final StepSections sections;

  RoundReportPage(Recipe recipe, RoundResults results, Trail trail, Ledger ledger)
      throws IOException {
    this.recipe = recipe;
    this.results = results;
    this.steps = trail.passed();
    this.sections = new StepSections(steps, ledger.accounts());
  }

  String html() throws IOException {
    List<Section> all = new ArrayList<>();
    all.add(new Cards("", cards()));
    List<Note> notes = notes();
    if (!notes.isEmpty()) {
      all.add(new Notes("", notes));
    }
    all.add(new IntervalChart("Score", "% of the held-out prompts right", "round", lines()));
    if (!results.rounds().isEmpty()) {
      all.add(decisions());
    }
    if (!results.evaluation().isEmpty()) {
      all.add(EvaluationChapter.of(results));
    }
    Samples samples = samples();
    if (!samples.samples().isEmpty()) {
      all.add(samples);
    }
    all.addAll(sections.sections());
    String subtitle =
        "begun with "
            + recipe.model().getFileName()
            + ", judged by "
            + results.verifier()
            + "; intervals are 95% Wilson intervals";
    return new HtmlReport("Rounds of " + recipe.out().getFileName(), subtitle, all).html();
  }

  private List<Card> cards() {
    List<Card> cards = new ArrayList<>();
    List<RoundResults.Round> rounds = results.rounds();
    if (!rounds.isEmpty()) {
      Judged best = rounds.get(rounds.size() - 1).best();
      String from = "from " + RoundReport.shown(rounds.get(0).before());
      cards.add(new Card("held-out score", RoundReport.shown(best), from));
      cards.add(new Card("best model", best.model(), "in the folder best"));
    }
    cards.add(new Card("rounds", rounds.size() + " of " + recipe.rounds(), "finished"));
    cards.addAll(sections.totals());
    return cards;
  }

  private List<Note> notes() throws IOException {
    List<Note> notes = new ArrayList<>();
    sections.problems().forEach(problem -> notes.add(new Note(Tone.WARNING, problem)));
    if (results.rounds().size() < recipe.rounds()) {
      String last = steps.isEmpty() ? "nothing" : steps.get(steps.size() - 1).step().name();
      notes.add(
          new Note(Tone.PLAIN, "The run is not at its end; the last step done is " + last + "."));
    }
    for (RoundResults.Round round : results.rounds()) {
      if (round.after().high() < round.before().low()) {
        notes.add(
            new Note(
                Tone.BAD,
                "Round "
                    + round.round()
                    + " made the model worse: "
                    + RoundReport.shown(round.before())
                    + " before, "
                    + RoundReport.shown(round.after())
                    + " after."));
      }
    }
    return notes;
  }

  /** The best so far, and every kind of model that was scored in a round. */
  private List<Line> lines() {
    List<Point> best = new ArrayList<>();
    for (RoundResults.Round round : results.rounds()) {
      if (best.isEmpty()) {
        best.add(point(0, round.before()));
      }
      best.add(point(round.round(), round.best()));
    }
    List<Line> lines = new ArrayList<>();
    if (!best.isEmpty()) {
      lines.add(new Line("best so far", best));
    }
    Map<String, List<Point>> kinds = new LinkedHashMap<>();
    for (RoundResults.Round round : results.rounds()) {
      for (Judged judged : List.of(round.sft(), round.after())) {
        if (judged.model().equals(START)) {
          continue;
        }
        List<Point> points = kinds.computeIfAbsent(kind(judged.model()), key -> new ArrayList<>());
        // Without pairs, the model after fine-tuning is that at the round's end.
        if (points.isEmpty() || points.get(points.size() - 1).x() != round.round()) {
          points.add(point(round.round(), judged));
        }
      }
    }
    kinds.forEach((kind, points) -> lines.add(new Line("after " + kind, points)));
    return lines;
  }

  private static Point point(int round, Judged judged) {
    double share = (double) judged.passed() / judged.prompts();
    // At the ends of the range rounding may put a share outside of its interval by an ulp.
    double low = Math.min(judged.low(), share);
    double high = Math.max(judged.high(), share);
    return new Point(round, 100 * share, 100 * low, 100 * high);
  }

  private static String kind(String model) {
    return model.substring(model.indexOf('/') + 1);
  }

  private DataTable decisions() {
    List<List<Object>> rows = new ArrayList<>();
    for (RoundResults.Round round : results.rounds()) {
      rows.add(
          List.of(
              round.round(),
              RoundReport.shown(round.before()),
              RoundReport.shown(round.sft()),
              RoundReport.shownAfter(round),
              link(round.best()),
              verdict(round)));
    }
    return new DataTable(
        "Which model goes on",
        List.of(
            "round", "best before", "after fine-tuning", "at the end", "best from now on", "why"),
        rows);
  }

  private static Object link(Judged judged) {
    String model = judged.model();
    return model.equals(START) ? model : new DataTable.Link(model, Lineage.anchor(model));
  }

  private static String verdict(RoundResults.Round round) {
    boolean kept = round.before().model().equals(round.best().model());
    return (kept ? "kept" : "replaced") + tested(round.gate());
  }

  /** What the gate found of the last model against the best before; empty if there was no test. */
  private static String tested(Map<String, Object> gate) {
    StringBuilder text = new StringBuilder();
    if (gate.get("difference") instanceof Number difference
        && gate.get("low") instanceof Number low
        && gate.get("high") instanceof Number high) {
      text.append("; the last model's mean score is ")
          .append(Figures.compact(difference.doubleValue()))
          .append(" higher (")
          .append(Figures.compact(low.doubleValue()))
          .append(" to ")
          .append(Figures.compact(high.doubleValue()))
          .append(')');
    }
    if (gate.get("p") instanceof Number p) {
      text.append(", p ").append(Figures.compact(p.doubleValue(), 2));
    }
    if (gate.get("regressed") instanceof List<?> regressed && !regressed.isEmpty()) {
      text.append("; worse at ").append(regressed);
    }
    return text.toString();
  }

  /** The answers of all judged models to the first held-out prompts. */
  private Samples samples() throws IOException {
    Path file = recipe.out().resolve("prompts").resolve(PromptSplit.HELD_OUT);
    if (!Files.exists(file)) {
      return new Samples("", List.of());
    }
    HeldOut heldOut = HeldOut.read(file);
    Map<String, Map<String, Example>> byQuestion = new LinkedHashMap<>();
    for (Passed passed : steps) {
      Path answers = passed.product().path().resolve(Answering.ANSWERS);
      if (passed.step().inputs().containsKey(MODEL) && Files.exists(answers)) {
        for (Example example : HeldOutScoring.examples(heldOut, answers, EXAMPLES)) {
          byQuestion
              .computeIfAbsent(example.question(), question -> new LinkedHashMap<>())
              .put(judgedModel(passed), example);
        }
      }
    }
    List<Samples.Sample> samples = new ArrayList<>();
    byQuestion.forEach((question, answers) -> samples.add(sample(question, answers)));
    return new Samples("Answers side by side", samples);
  }

  private static String judgedModel(Passed passed) {
    return passed.round().equals(START)
        ? START
        : Objects.requireNonNull(passed.step().inputs().get(MODEL)).name();
  }

  private Samples.Sample sample(String question, Map<String, Example> answers) {
    List<Samples.Pane> panes = new ArrayList<>();
    panes.add(new Samples.Pane("prompt", question, Tone.PLAIN));
    double pass = recipe.selection().passScore();
    long right = answers.values().stream().filter(answer -> answer.score() >= pass).count();
    answers.forEach(
        (model, answer) ->
            panes.add(
                new Samples.Pane(
                    model + ", score " + Figures.compact(answer.score(), 4),
                    answer.answer(),
                    answer.score() >= pass ? Tone.GOOD : Tone.BAD)));
    String line = question.strip().replaceAll("\\s+", " ");
    int codePoints = line.codePointCount(0, line.length());
    String title =
        codePoints <= LONGEST_TITLE
            ? line
            : line.substring(0, line.offsetByCodePoints(0, LONGEST_TITLE)) + "…";
    return new Samples.Sample(
        title, List.of(right + " of " + answers.size() + " models right"), panes);
  }
}
