package dev.herder.core.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Python's {@code pprint.pformat}: a value on one line of 80 characters, or broken over several.
 */
final class PrettyPrint {
  private static final int WIDTH = 80;

  private final Run run;
  private final StringBuilder out = new StringBuilder();

  private PrettyPrint(Run run) {
    this.run = run;
  }

  static String format(Run run, Object value) {
    PrettyPrint printer = new PrettyPrint(run);
    printer.write(value, 0, 0, 1);
    return run.string(printer.out);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** One line for a value: its repr, with the keys of dicts in order. */
  private String flat(Object value) {
    return Repr.of(run, ordered(value));
  }

  private Object ordered(Object value) {
    run.step(1);
    run.deeper(1);
    Object result = value;
    if (value instanceof List) {
      result = ordered(Iteration.list(value));
    } else if (value instanceof Tuple tuple) {
      result = new Tuple(ordered(tuple.items()));
    } else if (value instanceof Dict dict) {
      Dict sorted = new Dict();
      for (Map.Entry<Object, Object> entry : entries(dict)) {
        sorted.map.put(entry.getKey(), ordered(entry.getValue()));
      }
      result = sorted;
    }
    run.shallower(1);
    return result;
  }

  private List<Object> ordered(List<Object> items) {
    List<Object> result = new ArrayList<>(items.size());
    for (Object item : items) {
      result.add(ordered(item));
    }
    return result;
  }

  private List<Map.Entry<Object, Object>> entries(Dict dict) {
    List<Map.Entry<Object, Object>> entries = new ArrayList<>(dict.map.entrySet());
    List<Object> keys = new ArrayList<>(entries.size());
    boolean text = true;
    boolean number = true;
    for (Map.Entry<Object, Object> entry : entries) {
      Object key = Key.original(entry.getKey());
      text &= key instanceof String;
      number &= Numbers.is(key);
      keys.add(key);
    }
    if (!text && !number) {
      // Keys that cannot be compared are ordered by their type's name.
      keys.replaceAll(key -> "<class '" + Types.name(key) + "'>");
    }
    List<Map.Entry<Object, Object>> sorted = new ArrayList<>(entries.size());
    for (int index : Sorting.order(run, keys, false)) {
      sorted.add(entries.get(index));
    }
    return sorted;
  }

  private void write(Object value, int indent, int allowance, int level) {
    String flat = flat(value);
    run.deeper(1);
    if (length(flat) <= WIDTH - indent - allowance) {
      run.append(out, flat);
    } else if (value instanceof Dict dict) {
      dict(dict, indent, allowance, level);
    } else if (value instanceof List) {
      items("[", Iteration.list(value), "]", indent, allowance, level);
    } else if (value instanceof Tuple tuple) {
      items("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", indent, allowance, level);
    } else if (value instanceof String text && !text.isEmpty()) {
      text(text, indent, allowance, level == 1);
    } else {
      run.append(out, flat);
    }
    run.shallower(1);
  }

  private void dict(Dict dict, int indent, int allowance, int level) {
    run.append(out, "{");
    int left = dict.size();
    for (Map.Entry<Object, Object> entry : entries(dict)) {
      String key = flat(Key.original(entry.getKey())) + ": ";
      run.append(out, key);
      boolean last = --left == 0;
      write(entry.getValue(), indent + 1 + length(key), last ? allowance + 1 : 1, level + 1);
      if (!last) {
        newline(",", indent + 1);
      }
    }
    run.append(out, "}");
  }

  private void items(
      String open, List<Object> items, String close, int indent, int allowance, int level) {
    run.append(out, open);
    int left = items.size();
    for (Object item : items) {
      boolean last = --left == 0;
      write(item, indent + 1, last ? allowance + close.length() : 1, level + 1);
      if (!last) {
        newline(",", indent + 1);
      }
    }
    run.append(out, close);
  }

  private void newline(String before, int indent) {
    run.append(out, before + "\n" + Text.spaces(run, indent));
  }

  /** A long string as literals that Python would join, cut at line breaks and behind blanks. */
  private void text(String text, int indent, int allowance, boolean parentheses) {
    int column = parentheses ? indent + 1 : indent;
    int reserve = parentheses ? allowance + 1 : allowance;
    List<String> chunks = new ArrayList<>();
    List<String> lines = StringSplit.lines(text, true);
    for (int i = 0; i < lines.size(); i++) {
      boolean last = i == lines.size() - 1;
      String line = Repr.of(run, lines.get(i));
      if (length(line) <= WIDTH - column - (last ? reserve : 0)) {
        chunks.add(line);
      } else {
        words(lines.get(i), WIDTH - column, last ? reserve : 0, chunks);
      }
    }
    if (chunks.size() == 1) {
      run.append(out, Repr.of(run, text));
      return;
    }
    run.append(out, parentheses ? "(" : "");
    for (int i = 0; i < chunks.size(); i++) {
      if (i > 0) {
        newline("", column);
      }
      run.append(out, chunks.get(i));
    }
    run.append(out, parentheses ? ")" : "");
  }

  private void words(String line, int width, int reserve, List<String> chunks) {
    StringBuilder current = new StringBuilder();
    int at = 0;
    while (at < line.length()) {
      int start = at;
      while (at < line.length() && !Text.isSpace(line.charAt(at))) {
        at++;
      }
      while (at < line.length() && Text.isSpace(line.charAt(at))) {
        at++;
      }
      String part = line.substring(start, at);
      int most = at == line.length() ? width - reserve : width;
      if (length(Repr.of(run, current + part)) > most) {
        if (current.length() > 0) {
          chunks.add(Repr.of(run, current.toString()));
        }
        current = new StringBuilder(part);
      } else {
        current.append(part);
      }
    }
    if (current.length() > 0) {
      chunks.add(Repr.of(run, current.toString()));
    }
  }
}
