package dev.herder.engine.generate;

/** How many pages may be in use: a sample begins only when its longest answer fits. */
final class PageBudget {
  private final long capacity;
  private long reserved;
  private long peak;

  PageBudget(long capacity) {
    this.capacity = capacity;
  }

  /** Reserves pages if so many are free. */
  boolean reserve(long pages) {
    if (pages > capacity - reserved) {
      return false;
    }
    reserved += pages;
    peak = Math.max(peak, reserved);
    return true;
  }

  void release(long pages) {
    if (pages > reserved) {
      throw new IllegalStateException(pages + " pages released of " + reserved);
    }
    reserved -= pages;
  }

  long capacity() {
    return capacity;
  }

  long reserved() {
    return reserved;
  }

  /** The most that was reserved at a time. */
  long peak() {
    return peak;
  }
}
