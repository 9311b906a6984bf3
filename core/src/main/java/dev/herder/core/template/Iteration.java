package dev.herder.core.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Python's iteration protocol. */
final class Iteration {
  private Iteration() {}

  static Iterator<Object> of(Run run, Object value) {
    Iterator<Object> iterator = tryOf(run, value);
    if (iterator == null) {
      throw Failure.type("'" + Types.name(value) + "' object is not iterable");
    }
    return iterator;
  }

  /** The iterator, or null where Python would raise a TypeError. */
  static @Nullable Iterator<Object> tryOf(Run run, Object value) {
    if (value instanceof List<?>) {
      return list(value).iterator();
    } else if (value instanceof Tuple t) {
      return t.items().iterator();
    } else if (value instanceof Dict d) {
      return d.keys();
    } else if (value instanceof DictView v) {
      return v.iterator();
    } else if (value instanceof String s) {
      return characters(s);
    } else if (value instanceof Markup m) {
      return characters(m.text());
    } else if (value instanceof Generator g) {
      return g;
    } else if (value instanceof Range r) {
      return r.iterator();
    } else if (value instanceof Undefined) {
      return List.<Object>of().iterator();
    } else if (value instanceof LoopContext loop) {
      return loop.iterator();
    }
    return null;
  }

  @SuppressWarnings("unchecked") // Every list a template can reach is a list of objects.
  static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  private static Iterator<Object> characters(String text) {
    return new Iterator<>() {
      private int at;

      @Override
      public boolean hasNext() {
        return at < text.length();
      }

      @Override
      public Object next() {
        if (at >= text.length()) {
          throw new NoSuchElementException();
        }
        int end = text.offsetByCodePoints(at, 1);
        String character = text.substring(at, end);
        at = end;
        return character;
      }
    };
  }

  /** The number of items, or -1 where Python's len() raises a TypeError. */
  static int length(Run run, Object value) {
    if (value instanceof String s) {
      return Text.length(run, s);
    } else if (value instanceof Markup m) {
      return Text.length(run, m.text());
    } else if (value instanceof List<?> list) {
      return list.size();
    } else if (value instanceof Tuple t) {
      return t.items().size();
    } else if (value instanceof Dict d) {
      return d.size();
    } else if (value instanceof DictView v) {
      return v.dict().size();
    } else if (value instanceof Range r) {
      return r.size();
    } else if (value instanceof Undefined) {
      return 0;
    } else if (value instanceof LoopContext loop) {
      return loop.length();
    }
    return -1;
  }

  static long requireLength(Run run, Object value) {
    int length = length(run, value);
    if (length < 0) {
      throw Failure.type("object of type '" + Types.name(value) + "' has no len()");
    }
    return length;
  }

  /** A new list of the items. */
  static List<Object> toList(Run run, Object value) {
    if (value instanceof List<?>) {
      run.allocate(4L * list(value).size());
      return new ArrayList<>(list(value));
    }
    return drain(run, of(run, value));
  }

  static List<Object> drain(Run run, Iterator<Object> items) {
    List<Object> list = new ArrayList<>();
    while (items.hasNext()) {
      run.allocate(4);
      list.add(items.next());
    }
    return list;
  }

  /**
   * An iterator from the last item to the first, or null where Python's reversed() raises a
   * TypeError.
   */
  static @Nullable Generator reversed(Run run, Object value) {
    List<Object> items;
    String type;
    if (value instanceof List<?>) {
      items = list(value);
      type = "list_reverseiterator";
    } else if (value instanceof Tuple t) {
      items = t.items();
      type = "reversed";
    } else if (value instanceof String || value instanceof Markup || value instanceof Undefined) {
      items = toList(run, value);
      type = "reversed";
    } else if (value instanceof Dict || value instanceof DictView) {
      items = toList(run, value);
      type = "dict_reversekeyiterator";
    } else if (value instanceof Range) {
      items = toList(run, value);
      type = "range_iterator";
    } else {
      return null;
    }
    int[] at = {items.size()};
    return new Generator(run, type, () -> at[0] == 0 ? null : items.get(--at[0]));
  }
}
