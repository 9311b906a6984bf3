package dev.herder.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.herder.core.run.AtomicFiles;
import dev.herder.pipelines.RoundResults.Judged;
import dev.herder.pipelines.heldout.HeldOut;
import dev.herder.pipelines.heldout.HeldOutScoring;
import dev.herder.pipelines.heldout.HeldOutScoring.Example;
import dev.herder.pipelines.journal.Ledger;
import dev.herder.pipelines.journal.Product;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What people see of a run: {@code results.json} for programs, {@code results.md} for notes, {@code
 * report.html} to look at.
 *
 * <p>The first two depend on the inputs alone; times are on the page only.
 */
final class RoundReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int EXAMPLES = 8;

  private final RoundResults results;
  private final List<Rounds.Round> rounds;
  private final Ledger ledger;

  RoundReport(RoundResults results, List<Rounds.Round> rounds, Ledger ledger) {
    this.results = results;
    this.rounds = List.copyOf(rounds);
    this.ledger = ledger;
  }

  /** Writes all three into the run's folder. */
  void write(Path out) throws IOException {
    AtomicFiles.writeString(out.resolve("results.json"), json());
    AtomicFiles.writeString(out.resolve("results.md"), markdown());
    HeldOut heldOut = HeldOut.read(out.resolve("prompts").resolve(PromptSplit.HELD_OUT));
    AtomicFiles.writeString(
        out.resolve("report.html"),
        new RoundReportPage(results, flow(), ledger.seconds(), examples(heldOut)).html());
  }

  private String json() throws JsonProcessingException {
    return JSON.writeValueAsString(results) + "\n";
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
    return text.toString();
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

  /** Where the rows of each round went, by name. */
  private Map<String, Map<String, Object>> flow() {
    Map<String, Map<String, Object>> flow = new LinkedHashMap<>();
    for (RoundResults.Round round : results.rounds()) {
      Map<String, Object> counts = new LinkedHashMap<>();
      round.rows().forEach((name, count) -> counts.put("fine-tuning: " + name, count));
      round
          .answers()
          .forEach(
              (name, count) -> {
                if (count instanceof Number) {
                  counts.put("answers: " + name, count);
                }
              });
      flow.put("round " + round.round(), counts);
    }
    return flow;
  }

  /** The answers of each round's models to the first held-out prompts, by question and model. */
  private Map<String, Map<String, Example>> examples(HeldOut heldOut) throws IOException {
    Map<String, Map<String, Example>> byQuestion = new LinkedHashMap<>();
    for (Rounds.Round round : rounds) {
      for (Contender contender : List.of(round.before(), round.tuned(), round.after())) {
        Product.Made score = contender.score().made();
        Path answers = score.path().resolve(Answering.ANSWERS);
        for (Example example : HeldOutScoring.examples(heldOut, answers, EXAMPLES)) {
          byQuestion
              .computeIfAbsent(example.question(), question -> new LinkedHashMap<>())
              .put(score.name(), example);
        }
      }
    }
    return byQuestion;
  }
}
