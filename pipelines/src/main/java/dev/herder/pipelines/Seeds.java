package dev.herder.pipelines;

import dev.herder.core.run.Hashes;

/** Independent seeds for every purpose of a run. */
final class Seeds {
  private Seeds() {}

  /** The seed for a purpose, for example {@code round-1/sft}; not negative. */
  static long derive(long seed, String purpose) {
    return Long.parseUnsignedLong(Hashes.ofString(seed + " " + purpose).substring(0, 15), 16);
  }
}
