package dev.herder.core.report.html;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML in which no text can become markup.
 *
 * <p>Tags and attribute names are the program's own; everything else goes through escaping. Tags
 * must be closed in the order they were opened.
 */
final class Markup {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element; attributes are names and values in turn. */
  Markup open(String tag, String... attributes) {
    startTag(tag, attributes);
    open.push(tag);
    return this;
  }

  Markup close(String tag) {
    if (open.isEmpty() || !open.pop().equals(tag)) {
      throw new IllegalStateException("</" + tag + "> closes nothing open");
    }
    out.append("</").append(tag).append('>');
    return this;
  }

  /** Ends a line of the page's source. */
  Markup line() {
    out.append('\n');
    return this;
  }

  Markup text(String text) {
    escape(text);
    return this;
  }

  /** An element with nothing but text in it. */
  Markup leaf(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  /** An element that has no end tag, such as {@code meta}. */
  Markup empty(String tag, String... attributes) {
    startTag(tag, attributes);
    return this;
  }

  /** Text shown with its line breaks and spaces. */
  Markup preformatted(String text, String... attributes) {
    open("pre", attributes);
    // Parsers drop a newline right after the tag; this one is for them.
    out.append('\n');
    return text(text).close("pre");
  }

  /** JSON for the page's script to read. */
  Markup data(String json) {
    startTag("script", "type", "application/json");
    // In JSON these characters occur inside strings only, where an escape means the same.
    out.append(json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"));
    out.append("</script>");
    return this;
  }

  /** One of the program's own resources, as it is. */
  Markup resource(String tag, String text) {
    if (text.contains("</")) {
      throw new IllegalArgumentException("the resource would end <" + tag + "> early");
    }
    out.append('<').append(tag).append('>').append(text).append("</").append(tag).append('>');
    return this;
  }

  private void startTag(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
    out.append('>');
  }

  private void escape(String text) {
    text.codePoints().forEach(this::escape);
  }

  private void escape(int c) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      case '\n', '\t' -> out.append((char) c);
      default -> out.appendCodePoint(visible(c));
    }
  }

  /** Control characters become their pictures; what UTF-8 cannot hold, the replacement mark. */
  private static int visible(int c) {
    if (c < 0x20) {
      return 0x2400 + c;
    }
    if (c == 0x7f) {
      return 0x2421;
    }
    boolean control = c >= 0x80 && c < 0xa0;
    boolean surrogate = c >= 0xd800 && c <= 0xdfff;
    return control || surrogate || (c & 0xfffe) == 0xfffe ? 0xfffd : c;
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("<" + open.peek() + "> is still open");
    }
    return out.toString();
  }
}
