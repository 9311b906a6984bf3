package dev.herder.dataquality.duplicates;

import java.util.ArrayList;
import java.util.List;

/** A list of longs that grows without copying. */
final class Longs {
  private static final int BITS = 14;

  private final List<long[]> chunks = new ArrayList<>();
  private int size;

  void add(long value) {
    if (size == chunks.size() << BITS) {
      chunks.add(new long[1 << BITS]);
    }
    chunks.get(size >>> BITS)[size & ((1 << BITS) - 1)] = value;
    size++;
  }

  long get(int index) {
    return chunks.get(index >>> BITS)[index & ((1 << BITS) - 1)];
  }

  int size() {
    return size;
  }
}
