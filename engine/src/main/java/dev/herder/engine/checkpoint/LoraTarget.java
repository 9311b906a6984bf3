package dev.herder.engine.checkpoint;

import dev.herder.engine.architecture.Projection;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One adapted weight.
 *
 * @param layer transformer block, from 0
 * @param projection which of its linear maps
 */
public record LoraTarget(int layer, Projection projection) implements Comparable<LoraTarget> {
  private static final Comparator<LoraTarget> ORDER =
      Comparator.comparingInt(LoraTarget::layer).thenComparing(LoraTarget::projection);

  /** Name of the adapted weight in the model. */
  public String weight() {
    return TensorNames.weight(layer, projection);
  }

  /** Name of the adapted module in the model, such as {@code model.layers.0.self_attn.q_proj}. */
  String module() {
    String weight = weight();
    return weight.substring(0, weight.length() - ".weight".length());
  }

  /** Name of a factor in PEFT's file. */
  public String tensor(LoraMatrix matrix) {
    return PeftAdapter.PREFIX + module() + ".lora_" + matrix + ".weight";
  }

  /** The given projections in every layer. */
  public static SortedSet<LoraTarget> all(int layers, Set<Projection> projections) {
    SortedSet<LoraTarget> targets = new TreeSet<>();
    for (int layer = 0; layer < layers; layer++) {
      for (Projection projection : projections) {
        targets.add(new LoraTarget(layer, projection));
      }
    }
    return targets;
  }

  @Override
  public int compareTo(LoraTarget other) {
    return ORDER.compare(this, other);
  }
}
