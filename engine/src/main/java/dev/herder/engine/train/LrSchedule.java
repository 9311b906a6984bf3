package dev.herder.engine.train;

import dev.herder.core.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the learning rate changes over a run, with the names and formulas of transformers.
 *
 * <p>All begin with the warm-up, {@link #CONSTANT} alone has none.
 */
public enum LrSchedule {
  /** The peak from the first step to the last, without a warm-up. */
  CONSTANT,
  /** The peak after the warm-up. */
  CONSTANT_WITH_WARMUP,
  /** A straight fall to 0. */
  LINEAR,
  /** Half a cosine's fall to 0. */
  COSINE,
  /** Half a cosine's fall to a tenth of the peak. */
  COSINE_WITH_MIN_LR,
  /** The inverse square root of the step. */
  INVERSE_SQRT;

  /** The share of the peak that {@link #COSINE_WITH_MIN_LR} ends with. */
  private static final double MINIMUM = 0.1;

  /** The name on the command line. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds a schedule by its name, with underscores or hyphens.
   *
   * @throws UserError if there is none
   */
  public static LrSchedule of(String name) {
    String id = name.toLowerCase(Locale.ROOT).replace('-', '_');
    for (LrSchedule schedule : values()) {
      if (schedule.id().equals(id)) {
        return schedule;
      }
    }
    throw new UserError(
        "lr-scheduler-type: unknown '%s', expected one of %s"
            .formatted(
                name,
                Arrays.stream(values()).map(LrSchedule::id).collect(Collectors.joining(", "))));
  }

  /**
   * The factor of the peak rate for an optimiser step.
   *
   * @param step steps already taken, from 0
   * @param warmup steps of linear rise from 0
   * @param total steps of the run
   */
  public double factor(long step, long warmup, long total) {
    if (step < warmup && this != CONSTANT) {
      return (double) step / Math.max(1, warmup);
    }
    double progress = (double) (step - warmup) / Math.max(1, total - warmup);
    return switch (this) {
      case CONSTANT, CONSTANT_WITH_WARMUP -> 1;
      case LINEAR -> Math.max(0, (double) (total - step) / Math.max(1, total - warmup));
      case COSINE -> Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
      case COSINE_WITH_MIN_LR ->
          Math.max(0, MINIMUM + (1 - MINIMUM) * 0.5 * (1 + Math.cos(Math.PI * progress)));
      case INVERSE_SQRT -> {
        // transformers: timescale = warmup or 10,000; shift keeps the peak at the warm-up's end.
        double timescale = warmup > 0 ? warmup : 10_000;
        yield 1 / Math.sqrt((step + timescale - warmup) / timescale);
      }
    };
  }
}
