package dev.herder.core.template;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Python dict in order of insertion; never changed once a template can see it. */
final class Dict {
  private static final Signature FROM_KEYS =
      Signature.positionalOnly("fromkeys", 1, "iterable", "value");

  /** Keys are strings or {@link Key}s. */
  final Map<Object, Object> map;

  Dict() {
    map = new LinkedHashMap<>();
  }

  private Dict(Map<Object, Object> map) {
    this.map = map;
  }

  Dict copy(Run run) {
    run.allocate(8L * map.size());
    return new Dict(new LinkedHashMap<>(map));
  }

  int size() {
    return map.size();
  }

  @Nullable Object get(String key) {
    return map.get(key);
  }

  /** The value under any key, or null. */
  @Nullable Object get(Run run, Object key) {
    return map.get(key instanceof String ? key : Key.of(run, key));
  }

  /** Adds an entry while the dict is being built; as in Python the first of equal keys stays. */
  void put(Run run, Object key, Object value) {
    map.put(Key.of(run, key), value);
  }

  Iterator<Object> keys() {
    Iterator<Object> keys = map.keySet().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return keys.hasNext();
      }

      @Override
      public Object next() {
        return Key.original(keys.next());
      }
    };
  }

  Iterator<Object> items() {
    Iterator<Map.Entry<Object, Object>> entries = map.entrySet().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Object next() {
        Map.Entry<Object, Object> entry = entries.next();
        return Tuple.of(Key.original(entry.getKey()), entry.getValue());
      }
    };
  }

  /** The function {@code dict(mapping or pairs, name=value...)}. */
  static Object call(Run run, Args args) {
    if (args.positional().size() > 1) {
      throw Failure.type("dict expected at most 1 argument, got " + args.positional().size());
    }
    Dict dict = new Dict();
    if (args.positional().size() == 1) {
      Object source = args.positional().get(0);
      if (source instanceof Dict other) {
        run.allocate(8L * other.size());
        dict.map.putAll(other.map);
      } else {
        Iterator<Object> pairs = Iteration.of(run, source);
        while (pairs.hasNext()) {
          List<Object> pair = Iteration.toList(run, pairs.next());
          if (pair.size() != 2) {
            throw Failure.value(
                "dictionary update sequence element has length " + pair.size() + "; 2 is required");
          }
          run.allocate(8);
          dict.put(run, pair.get(0), pair.get(1));
        }
      }
    }
    for (int i = 0; i < args.names().size(); i++) {
      dict.put(run, args.names().get(i), args.values().get(i));
    }
    return dict;
  }

  /** The function {@code dict.fromkeys(keys, value)}. */
  static Object fromKeys(Run run, Args args) {
    Bound a = FROM_KEYS.bind(args);
    Object value = a.get(1, None.NONE);
    Dict dict = new Dict();
    Iterator<Object> keys = Iteration.of(run, a.get(0));
    while (keys.hasNext()) {
      run.allocate(8);
      dict.put(run, keys.next(), value);
    }
    return dict;
  }
}
