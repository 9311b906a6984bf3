package dev.herder.core.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns a record into a tree of settings. */
final class RecordTree {
  private static final Origin DEFAULT = new Origin.Default();

  private final ConfigTypes types;
  private final Function<Path, @Nullable String> paths;

  private RecordTree(ConfigTypes types, Function<Path, @Nullable String> paths) {
    this.types = types;
    this.paths = paths;
  }

  /** The tree of a record that serves as defaults. */
  static ConfigNode.Mapping ofDefaults(Record record, ConfigTypes types) {
    return of(record, types, Path::toString);
  }

  /**
   * The tree of a record.
   *
   * @param paths how paths are written; null leaves one out
   */
  static ConfigNode.Mapping of(
      Record record, ConfigTypes types, Function<Path, @Nullable String> paths) {
    return new RecordTree(types, paths).mapping(record, Map.of());
  }

  private ConfigNode.Mapping mapping(Record record, Map<String, ConfigNode.Entry> before) {
    Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>(before);
    Slot.components(record.getClass())
        .forEach(
            (key, component) -> {
              ConfigNode node = node(Slot.of(component), value(record, component));
              if (node != null) {
                entries.put(key, new ConfigNode.Entry(DEFAULT, node));
              }
            });
    return new ConfigNode.Mapping(entries, DEFAULT);
  }

  private @Nullable ConfigNode node(Slot slot, @Nullable Object value) {
    if (value == null) {
      return plain("null");
    } else if (types.isSealed(slot.type()) && value instanceof Record record) {
      String name = types.variantName(slot.type(), record.getClass());
      return mapping(record, Map.of(Overlay.TYPE, new ConfigNode.Entry(DEFAULT, plain(name))));
    } else if (value instanceof Record record) {
      return mapping(record, Map.of());
    } else if (value instanceof List<?> list) {
      Slot element = slot.isList() ? slot.element() : slot;
      List<ConfigNode> items = new ArrayList<>();
      for (Object each : list) {
        ConfigNode item = node(element, each);
        if (item != null) {
          items.add(item);
        }
      }
      return new ConfigNode.Sequence(items, DEFAULT);
    } else if (value instanceof Map<?, ?> map) {
      return map(slot.isMap() ? slot.element() : slot, map);
    }
    return scalar(value);
  }

  private ConfigNode map(Slot element, Map<?, ?> map) {
    Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          ConfigNode node = node(element, value);
          if (node != null) {
            entries.put((String) key, new ConfigNode.Entry(DEFAULT, node));
          }
        });
    return new ConfigNode.Mapping(entries, DEFAULT);
  }

  private @Nullable ConfigNode scalar(Object value) {
    if (value instanceof String text) {
      return new ConfigNode.Scalar(text, false, DEFAULT);
    } else if (value instanceof Path path) {
      String text = paths.apply(path);
      return text == null ? null : new ConfigNode.Scalar(text, false, DEFAULT);
    } else if (value instanceof Enum<?> constant) {
      return plain(Keys.ofConstant(constant));
    } else if (value instanceof Double || value instanceof Float) {
      return plain(value.toString().toLowerCase(Locale.ROOT));
    } else if (value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof BigInteger) {
      return plain(value.toString());
    }
    throw new IllegalArgumentException(value.getClass() + " cannot be configured");
  }

  private static ConfigNode plain(String text) {
    return new ConfigNode.Scalar(text, true, DEFAULT);
  }

  private static @Nullable Object value(Record record, RecordComponent component) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("an accessor of " + record.getClass() + " failed", e);
    }
  }
}
