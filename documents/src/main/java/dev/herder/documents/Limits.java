package dev.herder.documents;

import dev.herder.core.UserError;

/**
 * What one document may take.
 *
 * @param maxMiB size of the file, and of what an archive unpacks to, in MiB
 * @param maxChars length of its text in UTF-16 units
 * @param seconds time to read it
 * @param memoryMiB heap of the process that parses it
 */
public record Limits(int maxMiB, int maxChars, int seconds, int memoryMiB) {
  /** 256 MiB, 64 million characters, 60 seconds, 512 MiB of heap. */
  public static final Limits DEFAULT = new Limits(256, 64_000_000, 60, 512);

  private static final int MOST_CHARS = 500_000_000;

  public Limits {
    require(maxMiB >= 1 && maxMiB <= 1 << 20, "max-document-mib", maxMiB, "1 to 1048576");
    require(maxChars >= 1 && maxChars <= MOST_CHARS, "max-chars", maxChars, "1 to 500000000");
    require(seconds >= 1 && seconds <= 86_400, "document-seconds", seconds, "1 to 86400");
    require(memoryMiB >= 64, "document-memory-mib", memoryMiB, "64 or more");
  }

  long maxBytes() {
    return (long) maxMiB << 20;
  }

  private static void require(boolean holds, String key, int value, String expected) {
    if (!holds) {
      throw new UserError(key + ": " + value + " is out of range, expected " + expected);
    }
  }
}
