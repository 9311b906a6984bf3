package dev.herder.pipelines;

import dev.herder.core.UserError;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a round's fine-tuning reads, and how often.
 *
 * <p>A row occurs as often as the epochs of its source times those of its capability say; of a
 * broken number the part after the point is the chance of one more.
 *
 * @param maxAge kept answers of how many rounds back; 0: of all rounds
 * @param maxRows the most kept answers of one round; 0: all
 * @param dataEpochs how often the rows of each file of {@code data} occur; empty: once
 * @param keptEpochs how often kept answers occur
 * @param capabilityEpochs the same by the row's key {@code capability}; 1 for those not named
 */
public record Mixing(
    int maxAge,
    int maxRows,
    List<Double> dataEpochs,
    double keptEpochs,
    Map<String, Double> capabilityEpochs) {
  private static final double MOST = 100;

  public Mixing {
    dataEpochs = List.copyOf(dataEpochs);
    capabilityEpochs = Collections.unmodifiableMap(new LinkedHashMap<>(capabilityEpochs));
    if (maxAge < 0 || maxRows < 0) {
      throw new UserError(
          (maxAge < 0 ? "maxAge: " + maxAge : "maxRows: " + maxRows)
              + " is negative, expected 0 (all) or more");
    }
    dataEpochs.forEach(epochs -> require("dataEpochs", epochs));
    require("keptEpochs", keptEpochs);
    capabilityEpochs.forEach((name, epochs) -> require("capabilityEpochs", epochs));
  }

  private static void require(String key, double epochs) {
    if (!(epochs >= 0 && epochs <= MOST)) {
      throw new UserError(key + ": " + epochs + " is out of range, expected 0 to 100");
    }
  }

  /** How often the rows of a file of demonstrations occur. */
  double ofData(int file) {
    return dataEpochs.isEmpty() ? 1 : dataEpochs.get(file);
  }
}
