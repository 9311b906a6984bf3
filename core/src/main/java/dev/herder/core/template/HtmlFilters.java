package dev.herder.core.template;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters for HTML and URLs. */
final class HtmlFilters {
  private static final Signature XML_ATTRIBUTES = Signature.of("xmlattr", 0, "autospace");

  private static final Map<String, String> ENTITIES =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0");

  private HtmlFilters() {}

  static Object escape(Run run, Object value, Args args) {
    Filters.none(args);
    return Markup.escape(run, value);
  }

  static Object forceEscape(Run run, Object value, Args args) {
    Filters.none(args);
    return Markup.escape(run, Repr.str(run, value));
  }

  static Object safe(Run run, Object value, Args args) {
    Filters.none(args);
    return new Markup(Repr.str(run, value));
  }

  static Object stripTags(Run run, Object value, Args args) {
    Filters.none(args);
    String text = Repr.str(run, value);
    run.allocateString(text.length());
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (true) {
      int open = text.indexOf('<', at);
      if (open < 0) {
        break;
      }
      boolean comment = text.startsWith("<!--", open);
      int close = comment ? text.indexOf("-->", open + 4) : text.indexOf('>', open);
      if (close < 0) {
        break;
      }
      out.append(text, at, open);
      at = close + (comment ? 3 : 1);
    }
    out.append(text, at, text.length());
    List<String> words = StringSplit.words(out.toString(), Integer.MAX_VALUE);
    return unescaped(String.join(" ", words));
  }

  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = text.charAt(at) == '&' ? text.indexOf(';', at) : -1;
      String character = end > 0 && end - at < 12 ? entity(text.substring(at + 1, end)) : null;
      if (character == null) {
        out.append(text.charAt(at++));
      } else {
        out.append(character);
        at = end + 1;
      }
    }
    return out.toString();
  }

  private static @Nullable String entity(String name) {
    if (!name.startsWith("#")) {
      return ENTITIES.get(name);
    }
    boolean hexadecimal = name.startsWith("#x") || name.startsWith("#X");
    String digits = name.substring(hexadecimal ? 2 : 1);
    if (!Characters.all(digits, c -> c < 128 && Character.digit(c, hexadecimal ? 16 : 10) >= 0)) {
      return null;
    }
    long point = Long.parseLong(digits, hexadecimal ? 16 : 10);
    return point == 0 || point > Character.MAX_CODE_POINT || (point >= 0xd800 && point < 0xe000)
        ? "\ufffd"
        : Character.toString((int) point);
  }

  static Object urlEncode(Run run, Object value, Args args) {
    Filters.none(args);
    Iterator<Object> items = Text.is(value) ? null : Iteration.tryOf(run, value);
    if (items == null) {
      return quoted(run, value, false);
    }
    if (value instanceof Dict dict) {
      items = dict.items();
    }
    StringBuilder out = new StringBuilder();
    boolean first = true;
    while (items.hasNext()) {
      List<Object> pair = Iteration.toList(run, items.next());
      if (pair.size() != 2) {
        throw Failure.value("urlencode needs pairs of a key and a value");
      }
      run.append(out, first ? "" : "&");
      first = false;
      run.append(out, quoted(run, pair.get(0), true));
      run.append(out, "=");
      run.append(out, quoted(run, pair.get(1), true));
    }
    return out.toString();
  }

  private static String quoted(Run run, Object value, boolean query) {
    byte[] bytes = Repr.str(run, value).getBytes(StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c < 128 && Character.isLetterOrDigit(c))
              || "_.-~".indexOf(c) >= 0
              || (c == '/' && !query);
      if (plain) {
        out.append(c);
      } else if (c == ' ' && query) {
        out.append('+');
      } else {
        out.append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return run.string(out);
  }

  static Object xmlAttributes(Run run, Object value, Args args) {
    boolean space = XML_ATTRIBUTES.bind(args).truth(run, 0, true);
    if (value instanceof Undefined u) {
      throw u.failure();
    }
    if (!(value instanceof Dict dict)) {
      throw new Failure(
          "AttributeError: '" + Types.name(value) + "' object has no attribute 'items'");
    }
    StringBuilder out = new StringBuilder();
    for (Map.Entry<Object, Object> entry : dict.map.entrySet()) {
      Object attribute = entry.getValue();
      if (attribute == None.NONE || attribute instanceof Undefined) {
        continue;
      }
      if (!(entry.getKey() instanceof String key)) {
        throw Failure.type("expected string or bytes-like object");
      }
      if (key.chars().anyMatch(c -> " \t\n\r\f\u000b/>=".indexOf(c) >= 0)) {
        throw Failure.value("Invalid character in attribute name: '" + key + "'");
      }
      run.append(out, space || out.length() > 0 ? " " : "");
      run.append(out, Markup.escape(run, key).text());
      run.append(out, "=\"");
      run.append(out, Markup.escape(run, attribute).text());
      run.append(out, "\"");
    }
    return out.toString();
  }
}
