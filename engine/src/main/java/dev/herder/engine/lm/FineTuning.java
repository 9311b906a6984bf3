package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.machine.Machine;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How the settings that training stages share are understood. */
public final class FineTuning {
  private FineTuning() {}

  /**
   * How a model is loaded to be trained.
   *
   * @param wish device, dtype, threads and micro-batch
   * @param rank rank of a new adapter; 0 trains all weights
   * @param alpha the adapter's alpha
   * @param targets names of the layers that carry it, for example {@code q_proj}, or {@code
   *     all-linear}
   * @param recompute whether activations are computed again in the backward pass
   */
  public static CausalLm.Options options(
      Machine.Wish wish, int rank, double alpha, List<String> targets, boolean recompute) {
    if (rank < 0) {
      throw new UserError("lora-r: " + rank + " is out of range, expected 0 (off) or more");
    }
    if (rank == 0) {
      return new CausalLm.Options(wish, Machine.Use.FULL, null, recompute);
    }
    if (!(alpha > 0 && Double.isFinite(alpha))) {
      throw new UserError("lora-alpha: " + alpha + " is out of range, expected above 0");
    }
    LoraConfig lora = new LoraConfig(rank, alpha, projections(targets), false, 0);
    return new CausalLm.Options(wish, Machine.Use.ADAPTER, lora, recompute);
  }

  private static Set<Projection> projections(List<String> names) {
    Set<Projection> found = EnumSet.noneOf(Projection.class);
    for (String name : names) {
      if (name.equals("all-linear")) {
        found.addAll(EnumSet.allOf(Projection.class));
      } else {
        found.add(
            Projection.ofModule(name)
                .orElseThrow(
                    () ->
                        new UserError(
                            "lora-target-modules: unknown '%s', expected all-linear or some of %s"
                                .formatted(
                                    name,
                                    Arrays.stream(Projection.values())
                                        .map(Projection::module)
                                        .collect(Collectors.joining(", "))))));
      }
    }
    if (found.isEmpty()) {
      throw new UserError("lora-target-modules: empty, expected all-linear or names of layers");
    }
    return found;
  }
}
