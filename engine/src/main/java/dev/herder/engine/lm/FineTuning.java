package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How the settings that training stages share are understood. */
public final class FineTuning {
  /** What the stages have as the adapter's alpha where nobody gave one. */
  private static final double DEFAULT_ALPHA = 32;

  private static final List<String> DEFAULT_TARGETS = List.of("all-linear");

  private FineTuning() {}

  /**
   * How a model is loaded to be trained; asks what can be asked of the settings before that.
   *
   * @throws UserError if they contradict each other
   */
  public static CausalLm.Options options(TuningSettings settings) {
    requireEvaluationData(settings.evalSteps(), settings.evalData());
    return options(
        settings.wish(),
        settings.loraR(),
        settings.loraAlpha(),
        settings.loraTargetModules(),
        settings.gradientCheckpointing());
  }

  /**
   * How rows become ids: none is longer than the settings say, nor than the models read.
   *
   * @param models those that read the rows, at least one
   */
  public static EncoderConfig encoding(TuningSettings settings, ModelConfig... models) {
    int most =
        Arrays.stream(models).mapToInt(ModelConfig::maxPositionEmbeddings).min().orElseThrow();
    return EncoderConfig.defaults(EncoderConfig.now(settings.now()))
        .withMaxLength(settings.maxLength(), settings.overlong())
        .within(most);
  }

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
  static CausalLm.Options options(
      Machine.Wish wish, int rank, double alpha, List<String> targets, boolean recompute) {
    if (rank < 0 || rank > LoraConfig.MOST_R) {
      throw new UserError(
          "lora-r: %d is out of range, expected 0 (off) to %d".formatted(rank, LoraConfig.MOST_R));
    }
    if (rank == 0) {
      requireNoAdapter(alpha, targets);
      return new CausalLm.Options(wish, Machine.Use.FULL, null, recompute);
    }
    if (!(alpha > 0 && Double.isFinite(alpha))) {
      throw new UserError("lora-alpha: " + alpha + " is out of range, expected above 0");
    }
    LoraConfig lora = new LoraConfig(rank, alpha, projections(targets), false, 0);
    return new CausalLm.Options(wish, Machine.Use.ADAPTER, lora, recompute);
  }

  /**
   * Refuses evaluations without anything to evaluate on.
   *
   * @param evalSteps steps between evaluations; 0: one at the end
   * @param evalData held-out files
   */
  private static void requireEvaluationData(long evalSteps, List<Path> evalData) {
    if (evalSteps > 0 && evalData.isEmpty()) {
      throw new UserError(
          "eval-steps: %d, but there is nothing to evaluate on; give --eval-data, or leave it out"
              .formatted(evalSteps));
    }
  }

  /** An adapter that was described and not asked for would train all weights instead. */
  private static void requireNoAdapter(double alpha, List<String> targets) {
    if (alpha != DEFAULT_ALPHA) {
      throw new UserError(
          "lora-alpha: is for adapters, and without --lora-r all weights are trained; give"
              + " --lora-r, or leave it out");
    }
    if (!targets.equals(DEFAULT_TARGETS)) {
      throw new UserError(
          "lora-target-modules: is for adapters, and without --lora-r all weights are trained; give"
              + " --lora-r, or leave it out");
    }
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
