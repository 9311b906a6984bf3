package dev.herder.core.template;

import java.util.ArrayList;
import java.util.List;

/** Python's {@code value[start:stop:step]}. */
final class Slicing {
  private Slicing() {}

  static Object slice(Run run, Object value, Object start, Object stop, Object step) {
    if (value instanceof List<?>) {
      List<Object> items = Iteration.list(value);
      return pick(run, items, bounds(items.size(), start, stop, step));
    }
    if (value instanceof Tuple tuple) {
      List<Object> items = tuple.items();
      return new Tuple(pick(run, items, bounds(items.size(), start, stop, step)));
    }
    String text = Text.orNull(value);
    if (text != null) {
      return Text.like(value, text(run, text, start, stop, step));
    }
    if (value instanceof Range range) {
      Bounds b = bounds(range.size(), start, stop, step);
      long first = range.start() + b.start * range.step();
      return new Range(first, range.start() + b.stop * range.step(), range.step() * b.step);
    }
    if (value instanceof Undefined u) {
      throw u.failure();
    }
    throw Failure.type(
        value instanceof Dict
            ? "unhashable type: 'slice'"
            : "'" + Types.name(value) + "' object is not subscriptable");
  }

  private record Bounds(long start, long stop, long step, int count) {}

  private static Bounds bounds(int length, Object start, Object stop, Object step) {
    long by = step == None.NONE ? 1 : index(step);
    if (by == 0) {
      throw Failure.value("slice step cannot be zero");
    }
    long low = by < 0 ? -1 : 0;
    long high = by < 0 ? length - 1L : length;
    long from = start == None.NONE ? (by < 0 ? high : low) : clamp(index(start), length, low, high);
    long to = stop == None.NONE ? (by < 0 ? low : high) : clamp(index(stop), length, low, high);
    long count;
    if (by > 0) {
      count = to > from ? (to - from - 1) / by + 1 : 0;
    } else {
      count = to < from ? (from - to - 1) / -by + 1 : 0;
    }
    return new Bounds(from, to, by, (int) count);
  }

  private static long index(Object value) {
    if (!Numbers.isInt(value)) {
      throw Failure.type("slice indices must be integers or None or have an __index__ method");
    }
    return Numbers.toInt(value);
  }

  private static long clamp(long index, int length, long low, long high) {
    long from = index < 0 ? index + length : index;
    return Math.max(low, Math.min(high, from));
  }

  private static List<Object> pick(Run run, List<Object> items, Bounds b) {
    run.step(b.count >> 3);
    run.allocate(4L * b.count);
    if (b.step == 1) {
      return new ArrayList<>(items.subList((int) b.start, (int) b.start + b.count));
    }
    List<Object> picked = new ArrayList<>(b.count);
    for (long i = 0; i < b.count; i++) {
      picked.add(items.get((int) (b.start + i * b.step)));
    }
    return picked;
  }

  private static String text(Run run, String text, Object start, Object stop, Object step) {
    int length = Text.length(run, text);
    Bounds b = bounds(length, start, stop, step);
    run.allocateString(b.count);
    run.step(b.count >> 4);
    if (b.count == 0) {
      return "";
    }
    if (b.step == 1) {
      int from = Text.offset(text, (int) b.start);
      return text.substring(from, text.offsetByCodePoints(from, b.count));
    }
    if (length == text.length()) {
      char[] chars = new char[b.count];
      for (int i = 0; i < b.count; i++) {
        chars[i] = text.charAt((int) (b.start + i * b.step));
      }
      return new String(chars);
    }
    int[] codePoints = text.codePoints().toArray();
    StringBuilder out = new StringBuilder(b.count);
    for (int i = 0; i < b.count; i++) {
      out.appendCodePoint(codePoints[(int) (b.start + i * b.step)]);
    }
    return out.toString();
  }
}
