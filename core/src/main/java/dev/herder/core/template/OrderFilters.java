package dev.herder.core.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filters that compare items with one another. */
final class OrderFilters {
  private static final Signature SORT =
      Signature.of("sort", 0, "reverse", "case_sensitive", "attribute");
  private static final Signature EXTREME = Signature.of("min", 0, "case_sensitive", "attribute");
  private static final Signature UNIQUE = Signature.of("unique", 0, "case_sensitive", "attribute");
  private static final Signature GROUP_BY =
      Signature.of("groupby", 1, "attribute", "default", "case_sensitive");
  private static final Signature DICT_SORT =
      Signature.of("dictsort", 0, "case_sensitive", "by", "reverse");

  private OrderFilters() {}

  static Object sort(Run run, Object value, Args args) {
    Bound a = SORT.bind(args);
    boolean ignoreCase = !a.truth(run, 1, false);
    List<AttributeGetter> getters = new ArrayList<>();
    Object attribute = a.some(2);
    String paths = attribute == null ? null : Text.orNull(attribute);
    if (paths == null) {
      getters.add(new AttributeGetter(attribute, ignoreCase, null));
    } else {
      for (String path : paths.split(",", -1)) {
        getters.add(new AttributeGetter(path, ignoreCase, null));
      }
    }
    List<Object> items = Iteration.toList(run, value);
    List<Object> keys = new ArrayList<>(items.size());
    for (Object item : items) {
      keys.add(key(run, getters, item));
    }
    return Sorting.sorted(run, items, keys, a.truth(run, 0, false));
  }

  private static Object key(Run run, List<AttributeGetter> getters, Object item) {
    run.allocate(4L * getters.size());
    List<Object> key = new ArrayList<>(getters.size());
    for (AttributeGetter getter : getters) {
      key.add(getter.get(run, item));
    }
    return key;
  }

  static Object min(Run run, Object value, Args args) {
    return extreme(run, value, args, false);
  }

  static Object max(Run run, Object value, Args args) {
    return extreme(run, value, args, true);
  }

  private static Object extreme(Run run, Object value, Args args, boolean most) {
    Bound a = EXTREME.bind(args);
    AttributeGetter getter = new AttributeGetter(a.some(1), !a.truth(run, 0, false), null);
    Iterator<Object> items = Iteration.of(run, value);
    if (!items.hasNext()) {
      return Undefined.because("No aggregated item, sequence was empty.");
    }
    Object best = items.next();
    Object bestKey = getter.get(run, best);
    while (items.hasNext()) {
      Object item = items.next();
      Object key = getter.get(run, item);
      Compare.Order order = most ? Compare.Order.GREATER : Compare.Order.LESS;
      if (Compare.ordered(run, order, key, bestKey)) {
        best = item;
        bestKey = key;
      }
    }
    return best;
  }

  static Object unique(Run run, Object value, Args args) {
    Bound a = UNIQUE.bind(args);
    AttributeGetter getter = new AttributeGetter(a.some(1), !a.truth(run, 0, false), null);
    return Generator.lazily(
        run,
        "sync_do_unique",
        () -> {
          Iterator<Object> items = Iteration.of(run, value);
          Set<Object> seen = new HashSet<>();
          return new Generator(run, "sync_do_unique", () -> unseen(run, items, getter, seen));
        });
  }

  private static @Nullable Object unseen(
      Run run, Iterator<Object> items, AttributeGetter getter, Set<Object> seen) {
    while (items.hasNext()) {
      Object item = items.next();
      run.allocate(4);
      if (seen.add(Key.of(run, getter.get(run, item)))) {
        return item;
      }
    }
    return null;
  }

  static Object groupBy(Run run, Object value, Args args) {
    Bound a = GROUP_BY.bind(args);
    boolean ignoreCase = !a.truth(run, 2, false);
    Object attribute = a.some(0);
    AttributeGetter getter = new AttributeGetter(attribute, ignoreCase, a.some(1));
    AttributeGetter printed = new AttributeGetter(attribute, false, a.some(1));
    List<Object> items = Iteration.toList(run, value);
    List<Object> keys = getter.getAll(run, items);
    List<Object> groups = new ArrayList<>();
    List<Object> group = new ArrayList<>();
    Object groupKey = None.NONE;
    for (int index : Sorting.order(run, keys, false)) {
      run.allocate(8);
      if (group.isEmpty() || !Compare.equal(run, groupKey, keys.get(index))) {
        group = new ArrayList<>();
        groupKey = keys.get(index);
        groups.add(new Tuple(List.of(printed.get(run, items.get(index)), group), true));
      }
      group.add(items.get(index));
    }
    return groups;
  }

  static Object dictsort(Run run, Object value, Args args) {
    Bound a = DICT_SORT.bind(args);
    boolean ignoreCase = !a.truth(run, 0, false);
    Object by = a.get(1, "key");
    boolean byKey = Compare.equal(run, by, "key");
    if (!byKey && !Compare.equal(run, by, "value")) {
      throw new Failure("You can only sort by either \"key\" or \"value\"");
    }
    if (value instanceof Undefined u) {
      throw u.failure();
    }
    if (!(value instanceof Dict dict)) {
      throw new Failure(
          "AttributeError: '" + Types.name(value) + "' object has no attribute 'items'");
    }
    List<Object> items = Iteration.drain(run, dict.items());
    List<Object> keys = new AttributeGetter(byKey ? 0L : 1L, ignoreCase, null).getAll(run, items);
    return Sorting.sorted(run, items, keys, a.truth(run, 2, false));
  }
}
