package dev.herder.pipelines;

import dev.herder.eval.stats.Interval;
import dev.herder.eval.stats.Wilson;
import dev.herder.pipelines.journal.Product;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the rounds came to, without any time or path of the machine: the content of {@code
 * results.json}.
 *
 * @param verifier who scored
 * @param evaluation what the suites say of the model to begin with, by suite: {@code items}, {@code
 *     figures} with intervals, {@code notes}
 * @param rounds in order
 */
public record RoundResults(String verifier, Map<String, Object> evaluation, List<Round> rounds) {
  public RoundResults {
    evaluation = Collections.unmodifiableMap(new LinkedHashMap<>(evaluation));
    rounds = List.copyOf(rounds);
  }

  /**
   * One round.
   *
   * @param round its number, from 1
   * @param before the best model when the round began
   * @param sft the model after fine-tuning
   * @param after the model at the end
   * @param best the best model so far
   * @param sampledBy the model that answered the prompts
   * @param rows rows of fine-tuning: {@code rows}, {@code demonstrations}, {@code kept}, {@code
   *     held-out} (left out)
   * @param answers what became of the prompts and answers
   * @param evaluation what the suites say of the model at the end, by suite; each figure also has
   *     its {@code difference} from the first model's, by the paired test
   * @param gate how the model at the end compares with the best before it on the same prompts:
   *     {@code difference} of the mean scores with its interval {@code low} to {@code high}, {@code
   *     p}, prompts {@code better} and {@code worse}, the same by {@code capabilities}, which of
   *     them {@code regressed}, and whether it was {@code taken}; empty if it is the same model
   */
  public record Round(
      int round,
      Judged before,
      Judged sft,
      Judged after,
      Judged best,
      String sampledBy,
      Map<String, Object> rows,
      Map<String, Object> answers,
      Map<String, Object> evaluation,
      Map<String, Object> gate) {
    public Round {
      rows = Collections.unmodifiableMap(new TreeMap<>(rows));
      answers = Collections.unmodifiableMap(new TreeMap<>(answers));
      evaluation = Collections.unmodifiableMap(new LinkedHashMap<>(evaluation));
      gate = Collections.unmodifiableMap(new TreeMap<>(gate));
    }
  }

  /**
   * A model's held-out score.
   *
   * @param model the step that made it, or {@code start}
   * @param prompts how many were answered
   * @param passed how many answers are right
   * @param score the mean score
   * @param low the lower end of the 95% Wilson interval of the share of right answers
   * @param high its upper end
   * @param capabilities {@code prompts}, {@code passed} and {@code mean} of the prompts of each
   *     capability; empty if the held-out rows name none
   */
  public record Judged(
      String model,
      long prompts,
      long passed,
      double score,
      double low,
      double high,
      Map<String, Object> capabilities) {
    public Judged {
      capabilities = Collections.unmodifiableMap(new TreeMap<>(capabilities));
    }
  }

  /**
   * The first figure of each suite, named {@code SUITE.FIGURE}: of the model to begin with, then of
   * the model at each round's end; null where it was not measured.
   */
  public Map<String, List<@Nullable Double>> firstFigures() {
    Map<String, List<@Nullable Double>> first = new LinkedHashMap<>();
    evaluation.forEach(
        (suite, started) -> {
          List<SuiteFigure> figures = SuiteFigure.of(started);
          if (!figures.isEmpty()) {
            String name = figures.get(0).name();
            List<@Nullable Double> values = new ArrayList<>();
            values.add(value(name, started));
            for (Round round : rounds) {
              values.add(value(name, round.evaluation().getOrDefault(suite, Map.of())));
            }
            first.put(suite + "." + name, values);
          }
        });
    return first;
  }

  private static @Nullable Double value(String name, Object summary) {
    return SuiteFigure.of(summary).stream()
        .filter(figure -> figure.name().equals(name) && !Double.isNaN(figure.value()))
        .map(SuiteFigure::value)
        .findFirst()
        .orElse(null);
  }

  static RoundResults of(Recipe recipe, List<Rounds.Round> done) {
    List<Round> rounds = new ArrayList<>();
    for (Rounds.Round round : done) {
      rounds.add(
          new Round(
              round.number(),
              judged(round.before()),
              judged(round.tuned()),
              judged(round.after()),
              judged(round.best()),
              name(round.sampler()),
              round.mixed() == null ? Map.of() : round.mixed().made().summary(),
              round.selected().made().summary(),
              summaries(round.evaluated()),
              round.verdict() == null ? Map.of() : round.verdict().made().summary()));
    }
    Map<String, Object> started = done.isEmpty() ? Map.of() : summaries(done.get(0).started());
    return new RoundResults(recipe.verifier(), started, rounds);
  }

  private static Map<String, Object> summaries(Map<String, Product> evaluated) {
    Map<String, Object> summaries = new LinkedHashMap<>();
    evaluated.forEach((suite, product) -> summaries.put(suite, product.made().summary()));
    return summaries;
  }

  private static Judged judged(Contender contender) {
    Product.Made score = contender.score().made();
    long prompts = number(score, "prompts").longValue();
    long passed = number(score, "passed").longValue();
    Interval interval = Wilson.of(passed, prompts);
    return new Judged(
        name(contender),
        prompts,
        passed,
        number(score, "mean").doubleValue(),
        interval.low(),
        interval.high(),
        capabilities(score));
  }

  private static Map<String, Object> capabilities(Product.Made score) {
    Map<String, Object> capabilities = new TreeMap<>();
    if (score.summary().get("capabilities") instanceof Map<?, ?> found) {
      found.forEach((name, figures) -> capabilities.put(String.valueOf(name), figures));
    }
    return capabilities;
  }

  /** The step that made the model; the user's own has the name of its score's step. */
  private static String name(Contender contender) {
    String score = contender.score().name();
    return score.startsWith("start/") ? "start" : contender.model().name();
  }

  private static Number number(Product.Made made, String key) {
    return (Number) Objects.requireNonNull(made.summary().get(key));
  }
}
