package dev.herder.engine.generate;

import java.util.BitSet;

/** Numbers of pages, the lowest free one first, so that pages in use stay close together. */
final class PageNumbers {
  /** So few pages cost nothing. */
  private static final int SPARSE_FROM = 16;

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

  /**
   * Takes lower numbers for pages where there are free ones.
   *
   * @param pages in use; receives the new numbers
   * @param moves receives each page and its new number
   */
  void lower(int[] pages, PageMoves moves) {
    for (int i = 0; i < pages.length; i++) {
      int free = used.nextClearBit(0);
      if (free < pages[i]) {
        used.set(free);
        used.clear(pages[i]);
        moves.add(pages[i], free);
        pages[i] = free;
      }
    }
  }

  /** Whether the numbers in use are spread over so many that computing with all would be waste. */
  boolean sparse() {
    return used.length() > SPARSE_FROM && used.length() > 2 * used.cardinality();
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
