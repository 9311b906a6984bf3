package dev.herder.core.template;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** A Python range of at most {@link #MAX} numbers, as the sandbox allows. */
record Range(long start, long stop, long step) {
  static final int MAX = 100_000;

  private static final Signature SIGNATURE = Signature.positionalOnly("range", 1, "a", "b", "c");

  static Object call(Run run, Args args) {
    Bound a = SIGNATURE.bind(args);
    long first = number(a.get(0));
    long start = a.has(1) ? first : 0;
    long stop = a.has(1) ? number(a.get(1)) : first;
    long step = a.has(2) ? number(a.get(2)) : 1;
    if (step == 0) {
      throw Failure.value("range() arg 3 must not be zero");
    }
    Range range = new Range(start, stop, step);
    if (range.count() > MAX) {
      throw Failure.overflow("Range too big. The sandbox blocks ranges larger than " + MAX + ".");
    }
    return range;
  }

  private static long number(Object value) {
    if (value instanceof Long n) {
      // Anything beyond is too big for the sandbox, or empty, and must not overflow below.
      return Math.max(-(1L << 60), Math.min(1L << 60, n));
    }
    if (value instanceof Boolean b) {
      return b ? 1 : 0;
    }
    if (value instanceof java.math.BigInteger big) {
      return big.signum() < 0 ? -(1L << 60) : 1L << 60;
    }
    throw Failure.type("'" + Types.name(value) + "' object cannot be interpreted as an integer");
  }

  private long count() {
    if (step > 0) {
      return start >= stop ? 0 : (stop - start - 1) / step + 1;
    }
    return start <= stop ? 0 : (start - stop - 1) / -step + 1;
  }

  int size() {
    return (int) count();
  }

  Long at(int index) {
    return start + index * step;
  }

  boolean contains(Object value) {
    if (value instanceof Boolean || value instanceof Long || value instanceof Double) {
      double d = value instanceof Boolean b ? (b ? 1 : 0) : ((Number) value).doubleValue();
      long n = value instanceof Long l ? l : (long) d;
      if (value instanceof Double && n != d) {
        return false;
      }
      int size = size();
      if (size == 0) {
        return false;
      }
      long low = Math.min(start, at(size - 1));
      long high = Math.max(start, at(size - 1));
      return n >= low && n <= high && (n - start) % step == 0;
    }
    return false;
  }

  Iterator<Object> iterator() {
    int size = size();
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public Object next() {
        if (next >= size) {
          throw new NoSuchElementException();
        }
        return at(next++);
      }
    };
  }
}
