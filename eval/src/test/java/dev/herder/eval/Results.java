package dev.herder.eval;

import dev.herder.eval.report.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Results for tests. */
public final class Results {
  private Results() {}

  /**
   * A suite of verdicts: item {@code i0}, {@code i1}, ... each with its category and two counts.
   */
  public static Evaluation verdicts(String model, String prompts, int... right) {
    List<ItemResult> items = new ArrayList<>();
    for (int i = 0; i < right.length; i++) {
      items.add(
          new ItemResult(
              "i" + i,
              List.of(i % 2 == 0 ? "even" : "odd"),
              Map.of("right", (double) right[i], "hits", right[i] + 1.0, "of", 3.0),
              "question " + i,
              List.of(model + " says " + right[i]),
              right[i] == 1 ? List.of() : List.of("wrong")));
    }
    SuiteResult result =
        new SuiteResult(
            "tiny",
            items,
            List.of(
                Figure.mean("right", items),
                Figure.of("rate", new Aggregate.Ratio("hits", "of"), items)),
            Figure.byTag("right", items),
            new Conditions(prompts, "template", Map.of("max-new-tokens", 9, "stop", List.of("x"))),
            List.of("a note <b>"));
    return new Evaluation(model, "hash of " + model, result, 1.5);
  }

  /** Verdicts: so many right, then so many wrong. */
  public static int[] right(int right, int wrong) {
    int[] verdicts = new int[right + wrong];
    for (int i = 0; i < right; i++) {
      verdicts[i] = 1;
    }
    return verdicts;
  }
}
