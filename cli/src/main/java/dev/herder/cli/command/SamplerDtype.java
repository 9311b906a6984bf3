package dev.herder.cli.command;

import dev.herder.core.UserError;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.machine.Precision;
import dev.herder.engine.machine.Processor;
import dev.herder.engine.model.WeightFormat;

/** What {@code --sampler-dtype} says: {@code auto}, {@code float32} or {@code int8}. */
record SamplerDtype(String name) {
  /** Whether weights are int8. */
  boolean isInt8() {
    return format() == WeightFormat.INT8;
  }

  /**
   * How weights are read.
   *
   * @throws UserError if the name is unknown
   */
  WeightFormat format() {
    return switch (name) {
      case "auto", "float32" -> WeightFormat.COMPUTED;
      case "int8" -> WeightFormat.INT8;
      default ->
          throw new UserError(
              "sampler-dtype: unknown '%s', expected auto (that of --dtype), float32 or int8"
                  .formatted(name));
    };
  }

  /** What the sampler is computed on, beside weights that are int8. */
  Machine.Wish wish(String device, String dtype, int threads) {
    return new Machine.Wish(device, name.equals("float32") ? "float32" : dtype, threads, 0);
  }

  /** The dtype of the answers, as a manifest tells it. */
  String drawnIn(Compute compute) {
    String rest = compute.precision().id();
    if (!isInt8()) {
      return rest;
    }
    return compute.precision() == Precision.FLOAT32 ? "int8" : "int8 and " + rest;
  }

  /** What a user of int8 weights should know. */
  static String warning() {
    return "int8 weights change the answers; docs/sampling.md says how to accept them for a model"
        + (Processor.detect().hasInt8()
            ? ""
            : ". This processor has no int8 instructions (VNNI, AMX): weights keep 7 bits, and"
                + " less time is saved");
  }
}
