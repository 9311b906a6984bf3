package dev.herder.core.template;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Python's comparisons. */
final class Compare {
  private Compare() {}

  enum Order {
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Order(String symbol) {
      this.symbol = symbol;
    }

    private boolean holds(int comparison) {
      return switch (this) {
        case LESS -> comparison < 0;
        case LESS_OR_EQUAL -> comparison <= 0;
        case GREATER -> comparison > 0;
        case GREATER_OR_EQUAL -> comparison >= 0;
      };
    }
  }

  static boolean equal(Run run, Object a, Object b) {
    if (a instanceof String x && b instanceof String y) {
      run.step(x.length() >> 7);
      return x.equals(y);
    }
    if (Numbers.is(a) && Numbers.is(b)) {
      return !Numbers.isNan(a) && !Numbers.isNan(b) && Numbers.compare(a, b) == 0;
    }
    if (Text.is(a) && Text.is(b)) {
      return Text.of(a).equals(Text.of(b));
    }
    if (a instanceof List<?> && b instanceof List<?>) {
      return sameItems(run, Iteration.list(a), Iteration.list(b));
    }
    if (a instanceof Tuple x && b instanceof Tuple y) {
      return sameItems(run, x.items(), y.items());
    }
    if (a instanceof Dict x && b instanceof Dict y) {
      return sameEntries(run, x, y);
    }
    if (a instanceof Undefined && b instanceof Undefined) {
      return true;
    }
    if (a instanceof Range x && b instanceof Range y) {
      int size = x.size();
      return size == y.size()
          && (size == 0 || (x.start() == y.start() && (size == 1 || x.step() == y.step())));
    }
    if (a instanceof DictView x && b instanceof DictView y && x.kind() == y.kind()) {
      return sameView(run, x, y);
    }
    if (a instanceof BoundMethod x && b instanceof BoundMethod y) {
      return same(x.self(), y.self()) && x.name().equals(y.name());
    }
    return same(a, b);
  }

  /** Whether two values are one object, as far as Python promises or always does it. */
  @SuppressWarnings("ReferenceEquality") // Identity is what is asked for.
  static boolean same(Object a, Object b) {
    if (a instanceof Boolean || b instanceof Boolean) {
      return a.equals(b);
    }
    if (a instanceof Long x && b instanceof Long y) {
      // CPython shares the small integers.
      return x.equals(y) && x >= -5 && x <= 256;
    }
    return a == b;
  }

  private static boolean sameItems(Run run, List<Object> a, List<Object> b) {
    if (a.size() != b.size()) {
      return false;
    }
    run.deeper(1);
    for (int i = 0; i < a.size(); i++) {
      run.step(1);
      if (!sameOrEqual(run, a.get(i), b.get(i))) {
        run.shallower(1);
        return false;
      }
    }
    run.shallower(1);
    return true;
  }

  private static boolean sameEntries(Run run, Dict a, Dict b) {
    if (a.size() != b.size()) {
      return false;
    }
    run.deeper(1);
    for (Map.Entry<Object, Object> entry : a.map.entrySet()) {
      run.step(1);
      Object other = b.map.get(entry.getKey());
      if (other == null || !sameOrEqual(run, entry.getValue(), other)) {
        run.shallower(1);
        return false;
      }
    }
    run.shallower(1);
    return true;
  }

  private static boolean sameView(Run run, DictView a, DictView b) {
    return switch (a.kind()) {
      case KEYS -> a.dict().map.keySet().equals(b.dict().map.keySet());
      case ITEMS -> sameEntries(run, a.dict(), b.dict());
      case VALUES -> same(a, b);
    };
  }

  private static boolean sameOrEqual(Run run, Object a, Object b) {
    return (same(a, b) && !(a instanceof Double)) || equal(run, a, b);
  }

  static boolean less(Run run, Object a, Object b) {
    return ordered(run, Order.LESS, a, b);
  }

  static boolean ordered(Run run, Order order, Object a, Object b) {
    if (Numbers.is(a) && Numbers.is(b)) {
      return !Numbers.isNan(a) && !Numbers.isNan(b) && order.holds(Numbers.compare(a, b));
    }
    if (Text.is(a) && Text.is(b)) {
      String x = Text.of(a);
      run.step(x.length() >> 7);
      return order.holds(Text.compare(x, Text.of(b)));
    }
    if (a instanceof List<?> && b instanceof List<?>) {
      return ordered(run, order, Iteration.list(a), Iteration.list(b));
    }
    if (a instanceof Tuple x && b instanceof Tuple y) {
      return ordered(run, order, x.items(), y.items());
    }
    if (a instanceof Undefined u) {
      throw u.failure();
    }
    if (b instanceof Undefined u) {
      throw u.failure();
    }
    throw Failure.type(
        "'"
            + order.symbol
            + "' not supported between instances of '"
            + Types.name(a)
            + "' and '"
            + Types.name(b)
            + "'");
  }

  private static boolean ordered(Run run, Order order, List<Object> a, List<Object> b) {
    int common = Math.min(a.size(), b.size());
    run.deeper(1);
    for (int i = 0; i < common; i++) {
      run.step(1);
      if (!sameOrEqual(run, a.get(i), b.get(i))) {
        boolean result = ordered(run, order, a.get(i), b.get(i));
        run.shallower(1);
        return result;
      }
    }
    run.shallower(1);
    return order.holds(Integer.compare(a.size(), b.size()));
  }

  /** The operator {@code in}. */
  static boolean contains(Run run, Object container, Object item) {
    if (container instanceof Dict d) {
      return d.get(run, item) != null;
    }
    if (Text.is(container)) {
      String part = Text.orNull(item);
      if (part == null) {
        throw Failure.type(
            "'in <string>' requires string as left operand, not " + Types.name(item));
      }
      return Search.indexOf(run, Text.of(container), part, 0) >= 0;
    }
    if (container instanceof DictView view && view.kind() == DictView.Kind.KEYS) {
      return view.dict().get(run, item) != null;
    }
    if (container instanceof Range range) {
      return range.contains(item);
    }
    Iterator<Object> items = Iteration.tryOf(run, container);
    if (items == null) {
      throw Failure.type("argument of type '" + Types.name(container) + "' is not iterable");
    }
    while (items.hasNext()) {
      run.step(1);
      if (sameOrEqual(run, item, items.next())) {
        return true;
      }
    }
    return false;
  }
}
