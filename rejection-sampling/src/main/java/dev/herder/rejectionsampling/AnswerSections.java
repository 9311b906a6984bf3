package dev.herder.rejectionsampling;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.report.Figures;
import dev.herder.core.report.html.HistogramChart;
import dev.herder.core.report.html.Histograms;
import dev.herder.core.report.html.Samples;
import dev.herder.core.report.html.Tone;
import dev.herder.core.select.Scored;
import dev.herder.core.select.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Distributions of the scores, and some prompts with their answers.
 *
 * <p>The scores of at most 20,000 prompts are looked at, so that memory does not grow with the
 * file.
 */
final class AnswerSections {
  private static final int SHOWN_PROMPTS = 10;
  private static final int SHOWN_ANSWERS = 4;
  private static final int LONGEST_TITLE = 120;
  private static final int MOST_PROMPTS = 20_000;

  private final SelectionPass pass;
  private final DoubleStream.Builder all = DoubleStream.builder();
  private final DoubleStream.Builder best = DoubleStream.builder();
  private final DoubleStream.Builder kept = DoubleStream.builder();
  private final DoubleStream.Builder passRates = DoubleStream.builder();
  private final DoubleStream.Builder spreads = DoubleStream.builder();
  private final List<Samples.Sample> samples = new ArrayList<>();

  private AnswerSections(SelectionPass pass) {
    this.pass = pass;
  }

  /** Reads the answers again, as they were chosen among. */
  static AnswerSections read(Path candidates, List<Row.Prompt> prompts, int n, SelectionPass pass)
      throws IOException {
    AnswerSections sections = new AnswerSections(pass);
    try (CandidateReader reader = new CandidateReader(candidates, prompts, n)) {
      CandidateReader.Group group = reader.nextScored();
      while (group != null && reader.prompts() <= MOST_PROMPTS) {
        if (!group.scored().isEmpty()) {
          sections.add(group.scored());
        }
        group = reader.nextScored();
      }
    }
    return sections;
  }

  private void add(List<Scored> answers) {
    PromptStatistics statistics = PromptStatistics.of(answers, pass.passThreshold());
    answers.forEach(answer -> all.add(answer.score()));
    best.add(statistics.best());
    passRates.add(statistics.passRate());
    spreads.add(statistics.spread());
    List<Scored> chosen =
        pass.selection().keep(pass.filter().distinct(pass.filter().apply(answers).eligible()));
    chosen.forEach(answer -> kept.add(answer.score()));
    if (samples.size() < SHOWN_PROMPTS) {
      samples.add(sample(answers, chosen, statistics));
    }
  }

  /** The scores of all, the best and the kept answers; pass rates and spreads of prompts. */
  Histograms histograms() {
    Map<String, double[]> scores = new LinkedHashMap<>();
    scores.put("all answers", all.build().toArray());
    scores.put("best of each prompt", best.build().toArray());
    scores.put("kept", kept.build().toArray());
    return new Histograms(
        "Scores",
        List.of(
            HistogramChart.of("scores", "", scores),
            HistogramChart.of(
                "share of a prompt's answers that pass",
                "",
                Map.of("prompts", passRates.build().toArray())),
            HistogramChart.of(
                "spread of a prompt's scores",
                "standard deviation",
                Map.of("prompts", spreads.build().toArray()))));
  }

  /** The first prompts, each with its kept, best and worst answers. */
  Samples samples() {
    return new Samples("Answers", samples);
  }

  private static Samples.Sample sample(
      List<Scored> answers, List<Scored> chosen, PromptStatistics statistics) {
    List<Scored> shown = new ArrayList<>(chosen.subList(0, Math.min(chosen.size(), 2)));
    List<Scored> ranked = Selection.bestFirst(answers).toList();
    for (int i = 0; i < ranked.size() && shown.size() < SHOWN_ANSWERS; i++) {
      // The best, then from the worst upward.
      Scored next = i == 0 ? ranked.get(0) : ranked.get(ranked.size() - i);
      if (!shown.contains(next)) {
        shown.add(next);
      }
    }
    List<Samples.Pane> panes = new ArrayList<>();
    for (Scored answer : shown) {
      boolean isKept = chosen.contains(answer);
      panes.add(
          new Samples.Pane(
              "sample "
                  + answer.answer().sample()
                  + ", score "
                  + Figures.compact(answer.score(), 4)
                  + (isKept ? ", kept" : ""),
              answer.answer().text(),
              isKept ? Tone.GOOD : Tone.PLAIN));
    }
    String question = question(answers.get(0).answer().prompt()).strip().replaceAll("\\s+", " ");
    return new Samples.Sample(
        question.length() <= LONGEST_TITLE
            ? question
            : question.substring(0, question.offsetByCodePoints(0, 60)) + "\u2026",
        List.of(
            Figures.share(statistics.passRate()) + " pass",
            "best " + Figures.compact(statistics.best(), 4),
            "worst " + Figures.compact(statistics.worst(), 4)),
        panes);
  }

  private static String question(Row.Prompt prompt) {
    if (prompt.prompt() instanceof Turns.Chat chat) {
      List<Message> messages = chat.messages();
      return messages.isEmpty() ? "" : messages.get(messages.size() - 1).content();
    }
    return ((Turns.Plain) prompt.prompt()).text();
  }
}
