package dev.herder.engine.text;

import java.nio.ByteBuffer;

/** Token ids, 4 bytes each after their number, and flags of tokens, one bit each, in buffers. */
public final class IdBytes {
  private IdBytes() {}

  /** Bytes of ids. */
  public static int size(int[] ids) {
    return Integer.BYTES * (1 + ids.length);
  }

  /** Bytes of ids and a flag for each. */
  public static int flaggedSize(int[] ids) {
    return size(ids) + (ids.length + 7) / 8;
  }

  /** Puts ids. */
  public static void put(int[] ids, ByteBuffer into) {
    into.putInt(ids.length);
    into.asIntBuffer().put(ids);
    into.position(into.position() + Integer.BYTES * ids.length);
  }

  /** Puts ids and a flag for each. */
  public static void put(int[] ids, boolean[] flags, ByteBuffer into) {
    put(ids, into);
    for (int i = 0; i < flags.length; i += 8) {
      int bits = 0;
      for (int j = i; j < Math.min(i + 8, flags.length); j++) {
        bits |= flags[j] ? 1 << (j - i) : 0;
      }
      into.put((byte) bits);
    }
  }

  /** Takes ids. */
  public static int[] ids(ByteBuffer from) {
    int[] ids = new int[from.getInt()];
    from.asIntBuffer().get(ids);
    from.position(from.position() + Integer.BYTES * ids.length);
    return ids;
  }

  /** Takes the flags of ids that were just taken. */
  public static boolean[] flags(int count, ByteBuffer from) {
    boolean[] flags = new boolean[count];
    int bits = 0;
    for (int i = 0; i < count; i++) {
      if (i % 8 == 0) {
        bits = from.get();
      }
      flags[i] = (bits >> (i % 8) & 1) == 1;
    }
    return flags;
  }
}
