package dev.herder.engine.generate;

import java.util.BitSet;

/** Numbers of pages, the lowest free one first, so that pages in use stay close together. */
final class PageNumbers {
  private final BitSet used = new BitSet();

  int take() {
    int page = used.nextClearBit(0);
    used.set(page);
    return page;
  }

  int[] take(int count) {
    int[] pages = new int[count];
    for (int i = 0; i < count; i++) {
      pages[i] = take();
    }
    return pages;
  }

  void give(int page) {
    if (!used.get(page)) {
      throw new IllegalStateException("page " + page + " is given back twice");
    }
    used.clear(page);
  }

  int inUse() {
    return used.cardinality();
  }

  /** One more than the largest number in use. */
  int end() {
    return used.length();
  }
}
