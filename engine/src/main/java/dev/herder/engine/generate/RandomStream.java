package dev.herder.engine.generate;

import java.util.Arrays;

/**
 * The random numbers of one sample: a pure function of the run's seed, the prompt's tokens, the
 * sample's index and the step, whatever else is in the batch.
 */
final class RandomStream {
  private final long key;

  RandomStream(long seed, int[] promptIds, int sample) {
    long hash = mix(seed ^ 0x5851F42D4C957F2DL);
    hash = mix(hash ^ Arrays.hashCode(promptIds));
    for (int id : promptIds) {
      hash = mix(hash + id);
    }
    key = mix(hash ^ (0x9E3779B97F4A7C15L * (sample + 1L)));
  }

  /** A number in [0, 1) with 53 random bits. */
  double at(int step) {
    return (mix(key + 0x9E3779B97F4A7C15L * (step + 1L)) >>> 11) * 0x1.0p-53;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
