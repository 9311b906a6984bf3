package dev.herder.engine.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Makes a model of any shape with random weights.
 *
 * <p>As in transformers: matrices normal with mean 0 and standard deviation {@code
 * initializer_range}, norms one, biases zero. Each value depends on the seed, the tensor's name and
 * its place alone, and is the same on every machine.
 */
public final class Init {
  private Init() {}

  /**
   * Writes a model, in the dtype that its configuration names and in constant memory.
   *
   * @param configJson a {@code config.json}; tokenizer files beside it are copied along
   * @param out the directory to make or renew
   * @param seed determines every weight
   * @param mostShardBytes above this the weights are split into shards
   * @throws dev.herder.core.UserError if the configuration is unusable or there is no room
   * @throws IOException if a file cannot be read or written
   */
  public static void run(Path configJson, Path out, long seed, long mostShardBytes)
      throws IOException {
    CheckpointLayout layout = CheckpointLayout.ofConfig(configJson);
    double deviation = layout.config().initializerRange();
    CheckpointWriter.write(
        out,
        layout,
        name -> new NewTensor.Content.Floats(values(name, seed, deviation)),
        mostShardBytes);
  }

  /**
   * The values of one tensor.
   *
   * @param name the tensor's canonical name
   * @param seed determines the values
   * @param deviation standard deviation of a matrix's entries
   */
  public static FloatSource values(String name, long seed, double deviation) {
    if (name.endsWith("norm.weight")) {
      return FloatSource.constant(1);
    }
    if (name.endsWith(".bias")) {
      return FloatSource.constant(0);
    }
    return new NormalValues(mix(hash(name) ^ mix(seed)), deviation);
  }

  /** FNV-1a of 64 bits. */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The finaliser of SplitMix64. */
  static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
