package dev.herder.engine.checkpoint;

import java.nio.FloatBuffer;

/**
 * Independent normal values by Box and Muller, each pair computed from its index.
 *
 * <p>The uniform numbers are those of SplitMix64 at the index; {@link StrictMath} makes the values
 * the same on every machine.
 *
 * @param key names the stream
 * @param deviation standard deviation
 */
record NormalValues(long key, double deviation) implements FloatSource {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  @Override
  public void read(long offset, FloatBuffer into) {
    long at = offset;
    while (into.hasRemaining()) {
      long pair = at >> 1;
      double radius = deviation * StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(2 * pair)));
      double angle = 2 * Math.PI * uniform(2 * pair + 1);
      if ((at & 1) == 0) {
        into.put((float) (radius * StrictMath.cos(angle)));
        at++;
      }
      if (into.hasRemaining()) {
        into.put((float) (radius * StrictMath.sin(angle)));
        at++;
      }
    }
  }

  /** A number of 0 to below 1, a multiple of 2^-53. */
  private double uniform(long index) {
    return (Init.mix(key + (index + 1) * GOLDEN_GAMMA) >>> 11) * 0x1p-53;
  }
}
