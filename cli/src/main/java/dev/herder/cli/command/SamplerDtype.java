package dev.herder.cli.command;

import dev.herder.core.UserError;
import dev.herder.engine.machine.Machine;
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

  /** What the sampler is computed on: beside int8 weights everything is float32. */
  Machine.Wish wish(String device, String dtype, int threads) {
    boolean asTheRest = format() == WeightFormat.COMPUTED && name.equals("auto");
    return new Machine.Wish(device, asTheRest ? dtype : "float32", threads, 0);
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
