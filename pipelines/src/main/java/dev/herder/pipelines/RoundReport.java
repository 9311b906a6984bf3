package dev.herder.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.run.AtomicFiles;
import dev.herder.pipelines.RoundResults.Judged;
import dev.herder.pipelines.journal.Ledger;
import dev.herder.pipelines.journal.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What people see of a run: {@code results.json} for programs, {@code results.md} for notes, {@code
 * report.html} to look at.
 *
 * <p>The first two depend on the inputs alone; times are on the page only.
 */
final class RoundReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Recipe recipe;
  private final RoundResults results;
  private final Trail trail;
  private final Ledger ledger;

  RoundReport(Recipe recipe, RoundResults results, Trail trail, Ledger ledger) {
    this.recipe = recipe;
    this.results = results;
    this.trail = trail;
    this.ledger = ledger;
  }

  /** Writes all three into the run's folder. */
  void write() throws IOException {
    AtomicFiles.writeString(recipe.out().resolve("results.json"), json());
    AtomicFiles.writeString(recipe.out().resolve("results.md"), markdown());
    writePage();
  }

  /** Writes the page alone, which also shows the steps of a round that is not finished. */
  void writePage() throws IOException {
    AtomicFiles.writeString(
        recipe.out().resolve("report.html"),
        new RoundReportPage(recipe, results, trail, ledger).html());
  }

  private String json() throws JsonProcessingException {
    ObjectNode json = JSON.valueToTree(results);
    // Without suites there is nothing to say of them.
    if (results.evaluation().isEmpty()) {
      json.remove("evaluation");
      json.path("rounds").forEach(round -> ((ObjectNode) round).remove("evaluation"));
    }
    return JSON.writeValueAsString(json) + "\n";
  }

  /** One table: the held-out score of every round with its interval. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("| round | before | after fine-tuning | after DPO | best so far |\n");
    text.append("|---|---|---|---|---|\n");
    for (RoundResults.Round round : results.rounds()) {
      text.append("| ").append(round.round());
      text.append(" | ").append(shown(round.before()));
      text.append(" | ").append(shown(round.sft()));
      text.append(" | ").append(shownAfter(round));
      text.append(" | ").append(shown(round.best()));
      text.append(" (").append(round.best().model()).append(") |\n");
    }
    text.append(
        "\nShare of right answers to "
            + (results.rounds().isEmpty() ? 0 : results.rounds().get(0).before().prompts())
            + " held-out prompts, judged by "
            + results.verifier()
            + ", with its 95% Wilson interval.\n");
    List<Judged> bests = new ArrayList<>();
    results.rounds().stream().limit(1).forEach(first -> bests.add(first.before()));
    results.rounds().forEach(round -> bests.add(round.best()));
    text.append(means(bests));
    return text.append(EvaluationChapter.markdown(results)).toString();
  }

  /** The scores that the gate compares, where they are not the shares above. */
  static String means(List<Judged> judged) {
    if (judged.stream().allMatch(RoundReport::everyScoreIsRightOrWrong)) {
      return "";
    }
    return "\nMean scores, partly right answers counted in part, of the first model and of the best"
        + " after each round: "
        + judged.stream()
            .map(each -> String.format(Locale.ROOT, "%.3f", each.score()))
            .collect(Collectors.joining(", "))
        + ".\n";
  }

  private static boolean everyScoreIsRightOrWrong(Judged judged) {
    return Math.abs(judged.score() - (double) judged.passed() / judged.prompts()) < 1e-9;
  }

  /** A share with its interval, in percent. */
  static String shown(Judged judged) {
    return String.format(
        Locale.ROOT,
        "%.1f%% (%.1f-%.1f)",
        100.0 * judged.passed() / judged.prompts(),
        100 * judged.low(),
        100 * judged.high());
  }

  /** The score at the end of a round; where no prompt gave a pair there was no DPO to judge. */
  static String shownAfter(RoundResults.Round round) {
    boolean aligned = !round.after().model().equals(round.sft().model());
    return aligned ? shown(round.after()) : "no pairs";
  }
}
