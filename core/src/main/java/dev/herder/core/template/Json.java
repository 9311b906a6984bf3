package dev.herder.core.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code json.dumps}, with the options that transformers' tojson filter passes on. */
final class Json {
  private final Run run;
  private final StringBuilder out = new StringBuilder();
  private final boolean ascii;
  private final boolean sortKeys;
  private final @Nullable String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private int level;

  private Json(
      Run run,
      boolean ascii,
      @Nullable String indent,
      String itemSeparator,
      String keySeparator,
      boolean sortKeys) {
    this.run = run;
    this.ascii = ascii;
    this.indent = indent;
    this.itemSeparator = itemSeparator;
    this.keySeparator = keySeparator;
    this.sortKeys = sortKeys;
  }

  /**
   * Serialises a value.
   *
   * @param ascii whether everything beyond ASCII is escaped
   * @param indent what one level is indented by, or null for one line
   * @param separators between items and after keys, or null for Python's defaults
   */
  static String dumps(
      Run run,
      Object value,
      boolean ascii,
      @Nullable String indent,
      @Nullable List<Object> separators,
      boolean sortKeys) {
    String item = indent == null ? ", " : ",";
    String key = ": ";
    if (separators != null) {
      if (separators.size() != 2) {
        throw Failure.value("separators must be two strings");
      }
      item = Text.of(separators.get(0));
      key = Text.of(separators.get(1));
    }
    Json json = new Json(run, ascii, indent, item, key, sortKeys);
    json.write(value);
    return json.out.toString();
  }

  private void write(Object value) {
    String text = Text.orNull(value);
    if (text != null) {
      quote(text);
    } else if (value instanceof List<?>) {
      array(Iteration.list(value));
    } else if (value instanceof Tuple t) {
      array(t.items());
    } else if (value instanceof Dict d) {
      object(d);
    } else {
      String scalar = scalar(value);
      if (scalar == null) {
        throw Failure.type("Object of type " + Types.name(value) + " is not JSON serializable");
      }
      run.append(out, scalar);
    }
  }

  private static @Nullable String scalar(Object value) {
    if (value == None.NONE) {
      return "null";
    }
    if (value instanceof Boolean b) {
      return b ? "true" : "false";
    }
    if (value instanceof Long || value instanceof BigInteger) {
      return Numbers.print(value);
    }
    if (value instanceof Double d) {
      if (Double.isNaN(d)) {
        return "NaN";
      }
      return Double.isInfinite(d) ? (d > 0 ? "Infinity" : "-Infinity") : FloatText.repr(d);
    }
    return null;
  }

  private void array(List<Object> items) {
    if (items.isEmpty()) {
      run.append(out, "[]");
      return;
    }
    open('[');
    boolean first = true;
    for (Object item : items) {
      separate(first);
      first = false;
      write(item);
    }
    close(']');
  }

  private void object(Dict dict) {
    if (dict.size() == 0) {
      run.append(out, "{}");
      return;
    }
    open('{');
    boolean first = true;
    Iterator<Map.Entry<Object, Object>> entries = entries(dict).iterator();
    while (entries.hasNext()) {
      Map.Entry<Object, Object> entry = entries.next();
      separate(first);
      first = false;
      Object key = Key.original(entry.getKey());
      String name = Text.orNull(key);
      if (name == null) {
        name = scalar(key);
      }
      if (name == null) {
        throw Failure.type("keys must be str, int, float, bool or None, not " + Types.name(key));
      }
      quote(name);
      run.append(out, keySeparator);
      write(entry.getValue());
    }
    close('}');
  }

  private Iterable<Map.Entry<Object, Object>> entries(Dict dict) {
    if (!sortKeys) {
      return dict.map.entrySet();
    }
    List<Map.Entry<Object, Object>> entries = new ArrayList<>(dict.map.entrySet());
    List<Object> keys = new ArrayList<>(entries.size());
    for (Map.Entry<Object, Object> entry : entries) {
      keys.add(Key.original(entry.getKey()));
    }
    List<Map.Entry<Object, Object>> sorted = new ArrayList<>(entries.size());
    for (int index : Sorting.order(run, keys, false)) {
      sorted.add(entries.get(index));
    }
    return sorted;
  }

  private void open(char bracket) {
    run.deeper(1);
    level++;
    out.append(bracket);
  }

  private void separate(boolean first) {
    run.step(1);
    if (!first) {
      run.append(out, itemSeparator);
    }
    newline();
  }

  private void close(char bracket) {
    run.shallower(1);
    level--;
    newline();
    out.append(bracket);
  }

  private void newline() {
    if (indent != null) {
      run.allocateString((long) indent.length() * level + 1);
      run.append(out, "\n" + indent.repeat(level));
    }
  }

  private void quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 16);
    quoted.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        default -> {
          if (c < ' ' || (ascii && c > 126)) {
            quoted.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
              quoted.append(Character.forDigit((c >> shift) & 0xf, 16));
            }
          } else {
            quoted.append(c);
          }
        }
      }
    }
    run.append(out, quoted.append('"').toString());
  }
}
