package dev.herder.documents.parse;

import java.util.Locale;
import java.util.Set;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Text in blocks: paragraphs, headings and list items with a blank line between them.
 *
 * <p>White space inside a block counts as one space, except in {@code pre}. Cells of a table are
 * parted by tabs. Scripts, styles and what stands in the page's head are left out.
 */
final class TextBlocks extends DefaultHandler {
  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "div",
          "li",
          "ul",
          "ol",
          "dl",
          "dt",
          "dd",
          "table",
          "tr",
          "pre",
          "blockquote",
          "section",
          "article",
          "header",
          "footer",
          "nav",
          "main",
          "aside",
          "figure",
          "figcaption",
          "body",
          "hr",
          "form");
  private static final Set<String> SKIPPED = Set.of("head", "script", "style", "template");

  /** Says that there is more text than allowed. */
  static final class TooLong extends SAXException {
    private static final long serialVersionUID = 1L;
  }

  private final int maxChars;
  private final StringBuilder text = new StringBuilder();
  private int skipping;
  private int verbatim;
  private boolean space;

  TextBlocks(int maxChars) {
    this.maxChars = maxChars;
  }

  @Override
  public void startElement(String uri, String local, String name, Attributes attributes) {
    String tag = (local.isEmpty() ? name : local).toLowerCase(Locale.ROOT);
    if (SKIPPED.contains(tag)) {
      skipping++;
    } else if (tag.equals("br")) {
      line();
    } else if (BLOCKS.contains(tag)) {
      block();
    }
    verbatim += tag.equals("pre") ? 1 : 0;
  }

  @Override
  public void endElement(String uri, String local, String name) {
    String tag = (local.isEmpty() ? name : local).toLowerCase(Locale.ROOT);
    if (SKIPPED.contains(tag)) {
      skipping = Math.max(0, skipping - 1);
    } else if (tag.equals("td") || tag.equals("th")) {
      cell();
    } else if (BLOCKS.contains(tag)) {
      block();
    }
    verbatim -= tag.equals("pre") && verbatim > 0 ? 1 : 0;
  }

  @Override
  public void characters(char[] chars, int start, int length) throws SAXException {
    if (skipping == 0) {
      add(new String(chars, start, length));
    }
  }

  @Override
  public void ignorableWhitespace(char[] chars, int start, int length) {
    space = true;
  }

  /** Adds running text. */
  void add(String more) throws TooLong {
    if (more.length() > maxChars - text.length()) {
      throw new TooLong();
    }
    if (verbatim > 0) {
      text.append(more);
      space = false;
      return;
    }
    for (int i = 0; i < more.length(); i++) {
      char c = more.charAt(i);
      if (Character.isWhitespace(c) || c == '\u00a0') {
        space = true;
        continue;
      }
      if (space && !text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1))) {
        text.append(' ');
      }
      space = false;
      text.append(c);
    }
    if (text.length() > maxChars) {
      throw new TooLong();
    }
  }

  /** Ends a line inside a block. */
  void line() {
    if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
    space = false;
  }

  /** Ends a cell of a table. */
  void cell() {
    if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
      text.append('\t');
    }
    space = false;
  }

  /** Ends a block. */
  void block() {
    int end = text.length();
    while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    text.setLength(end);
    if (end > 0) {
      text.append("\n\n");
    }
    space = false;
  }

  /** The text, without white space around it. */
  String text() {
    return text.toString().strip();
  }
}
