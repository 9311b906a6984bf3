package dev.herder.eval.reward;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.data.RawRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The scores of a file, with what was asked. */
public final class ScoreSample {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final double[] scores;
  private final List<String> prompts;

  private ScoreSample(String name, double[] scores, List<String> prompts) {
    this.name = name;
    this.scores = scores;
    this.prompts = List.copyOf(prompts);
  }

  /** What reports call it. */
  public String name() {
    return name;
  }

  /** The scores, all finite, in the order of the rows. */
  public double[] scores() {
    return scores.clone();
  }

  /** Whether another file scores the same samples of the same prompts in the same order. */
  public boolean asksTheSame(ScoreSample other) {
    return prompts.equals(other.prompts);
  }

  /**
   * Reads the {@code score} of every row, as {@code herder score} writes it.
   *
   * @throws UserError if a row has none
   */
  public static ScoreSample read(Path file) throws IOException {
    List<Double> scores = new ArrayList<>();
    List<String> prompts = new ArrayList<>();
    try (RawRows rows = RawRows.open(file)) {
      for (RawRows.RawRow row = rows.next(); row != null; row = rows.next()) {
        Map<String, Object> object = row.object();
        if (object == null) {
          throw new UserError(String.valueOf(row.problem()));
        }
        Object score = object.get("score");
        if (!(score instanceof Number number) || !Double.isFinite(number.doubleValue())) {
          throw new UserError(
              row.source()
                  + ": key 'score': expected a number; score the answers first with 'herder score'");
        }
        scores.add(number.doubleValue());
        prompts.add(
            JSON.valueToTree(object.get("prompt")) + " " + JSON.valueToTree(object.get("sample")));
      }
    }
    return new ScoreSample(
        file.toString(), scores.stream().mapToDouble(each -> each).toArray(), prompts);
  }
}
