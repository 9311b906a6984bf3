package dev.herder.core.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Filters on lists and other sequences. */
final class SequenceFilters {
  private static final Signature BATCH = Signature.of("batch", 1, "linecount", "fill_with");
  private static final Signature SLICE = Signature.of("slice", 1, "slices", "fill_with");
  private static final Signature JOIN = Signature.of("join", 0, "d", "attribute");
  private static final Signature SUM = Signature.of("sum", 0, "attribute", "start");

  private SequenceFilters() {}

  static Object first(Run run, Object value, Args args) {
    Filters.none(args);
    Iterator<Object> items = Iteration.of(run, value);
    return items.hasNext() ? items.next() : Undefined.because("No first item, sequence was empty.");
  }

  static Object last(Run run, Object value, Args args) {
    Filters.none(args);
    if (value instanceof List<?> list && !list.isEmpty()) {
      return Iteration.list(value).get(list.size() - 1);
    }
    Iterator<Object> items = Iteration.reversed(run, value);
    if (items == null) {
      throw Failure.type("'" + Types.name(value) + "' object is not reversible");
    }
    return items.hasNext() ? items.next() : Undefined.because("No last item, sequence was empty.");
  }

  static Object list(Run run, Object value, Args args) {
    Filters.none(args);
    return Iteration.toList(run, value);
  }

  static Object items(Run run, Object value, Args args) {
    Filters.none(args);
    return Generator.lazily(
        run,
        "do_items",
        () -> {
          if (value instanceof Undefined) {
            return List.<Object>of().iterator();
          }
          if (!(value instanceof Dict dict)) {
            throw Failure.type("Can only get item pairs from a mapping.");
          }
          return dict.items();
        });
  }

  static Object reverse(Run run, Object value, Args args) {
    Filters.none(args);
    String text = Text.orNull(value);
    if (text != null) {
      run.allocateString(text.length());
      return Text.like(value, new StringBuilder(text).reverse().toString());
    }
    Generator reversed = Iteration.reversed(run, value);
    if (reversed != null) {
      return reversed;
    }
    if (Iteration.tryOf(run, value) == null) {
      throw new Failure("argument must be iterable");
    }
    List<Object> items = Iteration.toList(run, value);
    java.util.Collections.reverse(items);
    return items;
  }

  static Object join(Run run, Object value, Args args) {
    Bound a = JOIN.bind(args);
    String separator = Repr.str(run, a.get(0, ""));
    AttributeGetter getter = new AttributeGetter(a.some(1), false, null);
    StringBuilder out = new StringBuilder();
    Iterator<Object> items = Iteration.of(run, value);
    boolean first = true;
    while (items.hasNext()) {
      if (!first) {
        run.append(out, separator);
      }
      first = false;
      run.append(out, Repr.str(run, getter.get(run, items.next())));
    }
    return out.toString();
  }

  static Object sum(Run run, Object value, Args args) {
    Bound a = SUM.bind(args);
    AttributeGetter getter = new AttributeGetter(a.some(0), false, null);
    Object sum = a.get(1, 0L);
    if (Text.is(sum)) {
      throw Failure.type("sum() can't sum strings [use ''.join(seq) instead]");
    }
    Iterator<Object> items = Iteration.of(run, value);
    while (items.hasNext()) {
      sum = Operators.add(run, sum, getter.get(run, items.next()));
    }
    return sum;
  }

  static Object batch(Run run, Object value, Args args) {
    Bound a = BATCH.bind(args);
    Object size = a.get(0);
    Object fill = a.some(1);
    return Generator.lazily(run, "do_batch", () -> batches(run, value, size, fill));
  }

  private static Iterator<Object> batches(
      Run run, Object value, Object size, @Nullable Object fill) {
    Iterator<Object> items = Iteration.of(run, value);
    boolean[] begun = {false};
    return new Generator(
        run,
        "do_batch",
        () -> {
          if (!items.hasNext()) {
            return null;
          }
          List<Object> batch = new ArrayList<>();
          if (!begun[0] && Compare.equal(run, size, 0L)) {
            // jinja compares before it adds the first item, and never again with none.
            begun[0] = true;
            return batch;
          }
          do {
            run.allocate(4);
            batch.add(items.next());
          } while (items.hasNext() && !Compare.equal(run, size, (long) batch.size()));
          while (fill != null && batch.size() < Numbers.toInt(size)) {
            run.allocate(4);
            batch.add(fill);
          }
          return batch;
        });
  }

  static Object slice(Run run, Object value, Args args) {
    Bound a = SLICE.bind(args);
    Object slices = a.get(0);
    Object fill = a.some(1);
    return Generator.lazily(run, "sync_do_slice", () -> slices(run, value, slices, fill));
  }

  private static Iterator<Object> slices(
      Run run, Object value, Object slices, @Nullable Object fill) {
    List<Object> items = Iteration.toList(run, value);
    int count = Numbers.toInt(slices);
    if (count == 0) {
      throw Failure.division("integer division or modulo by zero");
    }
    int size = Math.floorDiv(items.size(), count);
    int extra = Math.floorMod(items.size(), count);
    int[] at = {0, 0};
    return new Generator(
        run,
        "sync_do_slice",
        () -> {
          int number = at[0]++;
          if (number >= count) {
            return null;
          }
          int end = at[1] + size + (number < extra ? 1 : 0);
          run.allocate(4L * (end - at[1] + 1));
          List<Object> slice = new ArrayList<>(items.subList(at[1], end));
          at[1] = end;
          if (fill != null && number >= extra) {
            slice.add(fill);
          }
          return slice;
        });
  }
}
