package dev.herder.core.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A key of a {@link Dict} that is not a plain string: equal to another where Python's keys are, so
 * {@code 1}, {@code 1.0} and {@code True} are one key.
 *
 * <p>Ordered as well as hashed, so that keys made to collide do not cost quadratic time.
 */
final class Key implements Comparable<Key> {
  static final int MAX_DEPTH = 50;

  private final Object original;
  private final Object canonical;

  private Key(Object original, Object canonical) {
    this.original = original;
    this.canonical = canonical;
  }

  /** The key as the map holds it: a string itself, anything else wrapped. */
  static Object of(Run run, Object value) {
    if (value instanceof String) {
      return value;
    }
    if (value instanceof Markup m) {
      return m.text();
    }
    return new Key(value, canonical(run, value, 0));
  }

  static Object original(Object key) {
    return key instanceof Key k ? k.original : key;
  }

  private static Object canonical(Run run, Object value, int depth) {
    run.step(1);
    if (value instanceof Boolean b) {
      return b ? 1L : 0L;
    }
    if (value instanceof Double d) {
      return canonicalDouble(d);
    }
    if (value instanceof Markup m) {
      return m.text();
    }
    if (value instanceof Tuple tuple) {
      if (depth >= MAX_DEPTH) {
        throw new Failure("a tuple used as a key nests deeper than " + MAX_DEPTH);
      }
      run.allocate(12 + 4L * tuple.items().size());
      List<Object> items = new ArrayList<>(tuple.items().size());
      for (Object item : tuple.items()) {
        items.add(canonical(run, item, depth + 1));
      }
      return items;
    }
    if (value instanceof Undefined) {
      return Undefined.class;
    }
    if (value instanceof List
        || value instanceof Dict
        || (value instanceof DictView view && view.kind() != DictView.Kind.VALUES)) {
      throw Failure.type("unhashable type: '" + Types.name(value) + "'");
    }
    return value;
  }

  private static Object canonicalDouble(double d) {
    if (d == Math.rint(d) && !Double.isInfinite(d)) {
      if (Math.abs(d) < 0x1p62) {
        return (long) d;
      }
      return Numbers.normalize(new java.math.BigDecimal(d).toBigInteger());
    }
    return d;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && canonical.equals(key.canonical);
  }

  @Override
  public int hashCode() {
    return canonical.hashCode();
  }

  @Override
  public int compareTo(Key other) {
    return compare(canonical, other.canonical);
  }

  private static int compare(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof Double x && b instanceof Double y) {
      return Double.compare(x, y);
    }
    if (a instanceof String x && b instanceof String y) {
      return x.compareTo(y);
    }
    if (a instanceof BigInteger x && b instanceof BigInteger y) {
      return x.compareTo(y);
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      int common = Math.min(x.size(), y.size());
      for (int i = 0; i < common; i++) {
        int order = compare(x.get(i), y.get(i));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(x.size(), y.size());
    }
    return a.getClass().getName().compareTo(b.getClass().getName());
  }
}
