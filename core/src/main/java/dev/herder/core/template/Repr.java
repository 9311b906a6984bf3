package dev.herder.core.template;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Python's {@code str()} and {@code repr()}. */
final class Repr {
  private Repr() {}

  /** What printing a value gives. */
  static String str(Run run, Object value) {
    if (value instanceof String s) {
      return s;
    }
    if (value instanceof Long || value instanceof BigInteger) {
      return Numbers.print(value);
    }
    if (value instanceof Markup m) {
      return m.text();
    }
    if (value instanceof Undefined) {
      return "";
    }
    return of(run, value);
  }

  static String of(Run run, Object value) {
    StringBuilder out = new StringBuilder();
    write(run, out, value);
    return out.toString();
  }

  private static void write(Run run, StringBuilder out, Object value) {
    if (value instanceof String s) {
      quote(run, out, s);
    } else if (value instanceof Boolean b) {
      run.append(out, b ? "True" : "False");
    } else if (value instanceof Long || value instanceof BigInteger) {
      run.append(out, Numbers.print(value));
    } else if (value instanceof Double d) {
      run.append(out, FloatText.repr(d));
    } else if (value == None.NONE) {
      run.append(out, "None");
    } else if (value instanceof List<?>) {
      items(run, out, "[", Iteration.list(value).iterator(), "]");
    } else if (value instanceof Tuple t) {
      items(run, out, "(", t.items().iterator(), t.items().size() == 1 ? ",)" : ")");
    } else if (value instanceof Dict d) {
      dict(run, out, d);
    } else if (value instanceof DictView view) {
      items(run, out, view.kind().type() + "([", view.iterator(), "])");
    } else if (value instanceof Namespace n) {
      namespace(run, out, n);
    } else if (value instanceof Markup m) {
      run.append(out, "Markup(");
      quote(run, out, m.text());
      run.append(out, ")");
    } else {
      run.append(out, object(run, value));
    }
  }

  private static String object(Run run, Object value) {
    if (value instanceof Undefined) {
      return "Undefined";
    }
    if (value instanceof Range r) {
      String bounds = "range(" + r.start() + ", " + r.stop();
      return r.step() == 1 ? bounds + ")" : bounds + ", " + r.step() + ")";
    }
    if (value instanceof Generator g) {
      return g.repr();
    }
    if (value instanceof Macro m) {
      return m.name().isEmpty() ? "<Macro anonymous>" : "<Macro " + of(run, m.name()) + ">";
    }
    if (value instanceof LoopContext loop) {
      return "<LoopContext " + loop.index() + "/" + loop.length() + ">";
    }
    if (value instanceof Builtin b) {
      return b.printed();
    }
    if (value instanceof BoundMethod m) {
      return "<built-in method " + m.name() + " of " + Types.name(m.self()) + " object at 0x0>";
    }
    return "<" + Types.qualifiedName(value) + " object at 0x0>";
  }

  private static void items(
      Run run, StringBuilder out, String open, Iterator<Object> items, String close) {
    run.deeper(1);
    run.append(out, open);
    boolean first = true;
    while (items.hasNext()) {
      run.step(1);
      if (!first) {
        run.append(out, ", ");
      }
      first = false;
      write(run, out, items.next());
    }
    run.append(out, close);
    run.shallower(1);
  }

  private static void dict(Run run, StringBuilder out, Dict dict) {
    run.deeper(1);
    run.append(out, "{");
    boolean first = true;
    for (Map.Entry<Object, Object> entry : dict.map.entrySet()) {
      run.step(1);
      if (!first) {
        run.append(out, ", ");
      }
      first = false;
      write(run, out, Key.original(entry.getKey()));
      run.append(out, ": ");
      write(run, out, entry.getValue());
    }
    run.append(out, "}");
    run.shallower(1);
  }

  private static void namespace(Run run, StringBuilder out, Namespace namespace) {
    run.append(out, "<Namespace ");
    Dict attributes = new Dict();
    attributes.map.putAll(namespace.attributes);
    dict(run, out, attributes);
    run.append(out, ">");
  }

  /** The {@code ascii()} of a value. */
  static String ascii(Run run, Object value) {
    String text = of(run, value);
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c < 128) {
        out.append((char) c);
      } else {
        escape(out, c);
      }
    }
    return run.string(out);
  }

  private static void quote(Run run, StringBuilder out, String text) {
    if ((long) out.length() + text.length() + 2 > run.limits.maxOutputChars()) {
      run.allocateString(Integer.MAX_VALUE);
    }
    int before = out.length();
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c == quote) {
            out.append('\\').append(quote);
          } else if (isPrintable(c)) {
            out.appendCodePoint(c);
          } else {
            escape(out, c);
          }
        }
      }
    }
    out.append(quote);
    run.allocate(out.length() - before);
  }

  private static void escape(StringBuilder out, int c) {
    if (c < 0x100) {
      out.append(String.format("\\x%02x", c));
    } else if (c < 0x10000) {
      out.append(String.format("\\u%04x", c));
    } else {
      out.append(String.format("\\U%08x", c));
    }
  }

  static boolean isPrintable(int c) {
    if (c < 127) {
      return c >= ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
