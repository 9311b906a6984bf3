package dev.herder.core.overlap;

import java.util.Arrays;

/**
 * A map from 64-bit hashes to int values in two primitive arrays.
 *
 * <p>It takes 12 bytes a slot and doubles when two thirds of the slots are taken: 18 to 36 bytes a
 * key, half as much again while it doubles. It holds up to 700 million keys.
 */
public final class HashTable {
  /** What {@link #get} gives for a key that is not there. */
  public static final int ABSENT = -1;

  private static final int MOST_SLOTS = 1 << 30;

  private long[] keys;
  private int[] values;
  private int size;

  /**
   * An empty table.
   *
   * @param expected how many keys it takes before it grows
   */
  public HashTable(int expected) {
    int slots = 16;
    while (slots < MOST_SLOTS && full(slots) < expected) {
      slots *= 2;
    }
    keys = new long[slots];
    values = new int[slots];
    Arrays.fill(values, ABSENT);
  }

  /** How many keys there are. */
  public int size() {
    return size;
  }

  /** The value of a key, or {@link #ABSENT}. */
  public int get(long key) {
    return values[slot(key)];
  }

  /** Whether a key is there. */
  public boolean contains(long key) {
    return values[slot(key)] != ABSENT;
  }

  /**
   * Sets a key's value.
   *
   * @param value 0 or more
   * @return the value before, or {@link #ABSENT}
   * @throws IllegalStateException if there are more keys than the table can hold
   */
  public int put(long key, int value) {
    if (value < 0) {
      throw new IllegalArgumentException("value " + value);
    }
    int slot = slot(key);
    int before = values[slot];
    values[slot] = value;
    if (before == ABSENT) {
      keys[slot] = key;
      size++;
      if (size > full(keys.length)) {
        grow();
      }
    }
    return before;
  }

  /** Sets a key's value if it has none; gives the value that it then has. */
  public int putIfAbsent(long key, int value) {
    int before = get(key);
    if (before != ABSENT) {
      return before;
    }
    put(key, value);
    return value;
  }

  private static int full(int slots) {
    return slots / 3 * 2;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) Words.mix(key) & mask;
    while (values[slot] != ABSENT && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    if (keys.length == MOST_SLOTS) {
      throw new IllegalStateException("more than " + full(MOST_SLOTS) + " different hashes");
    }
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new int[2 * oldKeys.length];
    Arrays.fill(values, ABSENT);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != ABSENT) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
