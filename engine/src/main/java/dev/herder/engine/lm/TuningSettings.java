package dev.herder.engine.lm;

import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.Overlong;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings that all training stages have, as far as a model is loaded and rows are read by
 * them.
 */
public interface TuningSettings {
  /** Rank of a new adapter; 0 trains all weights. */
  int loraR();

  /** The adapter's alpha. */
  double loraAlpha();

  /** Names of the layers that carry it, for example {@code q_proj}, or {@code all-linear}. */
  List<String> loraTargetModules();

  /** Whether activations are computed again in the backward pass. */
  boolean gradientCheckpointing();

  /** Steps between evaluations; 0: one at the end. */
  long evalSteps();

  /** Held-out files. */
  List<Path> evalData();

  /** The longest row in tokens. */
  int maxLength();

  /** What happens to longer rows. */
  Overlong overlong();

  /** The date that chat templates are told. */
  String now();

  String dtype();

  String device();

  int threads();

  int microBatchTokens();

  /** What the model is computed on. */
  default Machine.Wish wish() {
    return new Machine.Wish(device(), dtype(), threads(), microBatchTokens());
  }
}
