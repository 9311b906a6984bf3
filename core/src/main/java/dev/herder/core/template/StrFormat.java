package dev.herder.core.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's {@code str.format}, with attributes looked up under the sandbox's rules. */
final class StrFormat {
  private final Run run;
  private final boolean markup;
  private final List<Object> positional;
  private final Dict named;
  private int automatic;
  private boolean manual;

  private StrFormat(Run run, boolean markup, List<Object> positional, Dict named) {
    this.run = run;
    this.markup = markup;
    this.positional = positional;
    this.named = named;
  }

  static Object format(Run run, Object self, List<Object> positional, Dict named) {
    StrFormat format = new StrFormat(run, self instanceof Markup, positional, named);
    return Text.like(self, format.expand(Text.of(self), 2));
  }

  private String expand(String text, int depth) {
    if (depth < 0) {
      throw Failure.value("Max string recursion exceeded");
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '{' && c != '}') {
        out.append(c);
        at++;
        continue;
      }
      if (at + 1 < text.length() && text.charAt(at + 1) == c) {
        out.append(c);
        at += 2;
        continue;
      }
      if (c == '}') {
        throw Failure.value("Single '}' encountered in format string");
      }
      int end = fieldEnd(text, at + 1);
      run.append(out, field(text.substring(at + 1, end), depth));
      at = end + 1;
    }
    return run.string(out);
  }

  /** The index of the brace that closes a field. */
  private int fieldEnd(String text, int from) {
    int depth = 1;
    boolean bracket = false;
    boolean name = true;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (name && c == '[') {
        bracket = true;
      } else if (name && c == ']') {
        bracket = false;
      } else if (name && !bracket && (c == ':' || c == '!')) {
        name = false;
      } else if (!bracket && c == '{') {
        depth++;
      } else if (!bracket && c == '}' && --depth == 0) {
        run.step((i - from) >> 4);
        return i;
      }
    }
    throw Failure.value(
        from >= text.length()
            ? "Single '{' encountered in format string"
            : "expected '}' before end of string");
  }

  private String field(String field, int depth) {
    run.step(1);
    int split = split(field);
    String name = field.substring(0, split);
    String conversion = "";
    String spec = "";
    if (split < field.length()) {
      if (field.charAt(split) == '!') {
        int colon = field.indexOf(':', split);
        conversion = field.substring(split + 1, colon < 0 ? field.length() : colon);
        if (conversion.length() != 1) {
          throw Failure.value("expected ':' after conversion specifier");
        }
        spec = colon < 0 ? "" : field.substring(colon + 1);
      } else {
        spec = field.substring(split + 1);
      }
    }
    Object value = convert(lookup(name), conversion);
    return formatted(value, expand(spec, depth - 1));
  }

  private static int split(String field) {
    boolean bracket = false;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '[') {
        bracket = true;
      } else if (c == ']') {
        bracket = false;
      } else if (!bracket && (c == ':' || c == '!')) {
        return i;
      } else if (c == '{') {
        throw Failure.value("unexpected '{' in field name");
      }
    }
    return field.length();
  }

  private Object convert(Object value, String conversion) {
    return switch (conversion) {
      case "" -> value;
      case "s" -> Repr.str(run, value);
      case "r" -> Repr.of(run, value);
      case "a" -> Repr.ascii(run, value);
      default -> throw Failure.value("Unknown conversion specifier " + conversion);
    };
  }

  private String formatted(Object value, String spec) {
    if (value instanceof Markup m) {
      if (!spec.isEmpty()) {
        if (markup) {
          throw Failure.value("Unsupported format specification for Markup.");
        }
        return FormatSpec.format(run, m.text(), spec);
      }
      return m.text();
    }
    String text = FormatSpec.format(run, value, spec);
    return markup ? Markup.escape(run, text).text() : text;
  }

  private Object lookup(String name) {
    int end = 0;
    while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
      end++;
    }
    Object value = first(name.substring(0, end), name.length() == end);
    int at = end;
    while (at < name.length()) {
      run.step(1);
      if (name.charAt(at) == '.') {
        int start = ++at;
        while (at < name.length() && name.charAt(at) != '.' && name.charAt(at) != '[') {
          at++;
        }
        value = Attributes.get(run, value, nonEmpty(name.substring(start, at)));
      } else if (name.charAt(at) == '[') {
        int close = name.indexOf(']', at);
        if (close < 0) {
          throw Failure.value("Missing ']' in format string");
        }
        String key = nonEmpty(name.substring(at + 1, close));
        Long index = index(key);
        value = Attributes.item(run, value, index == null ? key : index);
        at = close + 1;
      } else {
        throw Failure.value("Only '.' or '[' may follow ']' in format field specifier");
      }
    }
    return value;
  }

  private static String nonEmpty(String name) {
    if (name.isEmpty()) {
      throw Failure.value("Empty attribute in format string");
    }
    return name;
  }

  private Object first(String name, boolean whole) {
    Long index = index(name);
    if (name.isEmpty()) {
      if (manual) {
        throw Failure.value(
            "cannot switch from manual field specification to automatic field numbering");
      }
      // string.Formatter numbers only fields that are empty as a whole.
      if (!whole) {
        return named("");
      }
      index = (long) automatic++;
    } else if (index != null && whole) {
      if (automatic > 0) {
        throw Failure.value(
            "cannot switch from manual field specification to automatic field numbering");
      }
      manual = true;
    }
    if (index == null) {
      return named(name);
    }
    if (index >= positional.size()) {
      throw new Failure(
          "IndexError: Replacement index " + index + " out of range for positional args tuple");
    }
    return positional.get(index.intValue());
  }

  private Object named(String name) {
    Object value = named.get(name);
    if (value == null) {
      throw new Failure("KeyError: '" + name + "'");
    }
    return value;
  }

  private static @Nullable Long index(String name) {
    if (name.isEmpty() || name.length() > 9) {
      return null;
    }
    long index = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < '0' || c > '9') {
        return null;
      }
      index = index * 10 + c - '0';
    }
    return index;
  }
}
