package dev.herder.documents;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds where sentences and paragraphs end. */
final class Sentences {
  private Sentences() {}

  /**
   * From where to where a sentence goes, the white space after it left out.
   *
   * @param paragraph whether a paragraph begins with it
   */
  record Span(int start, int end, boolean paragraph) {}

  /** The sentences that are not blank, in order; blank lines always end one. */
  static List<Span> of(String text) {
    List<Span> spans = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = paragraphEnd(text, start);
      boolean first = true;
      // An iterator of its own, since it copies the text that it is given.
      BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
      sentences.setText(text.substring(start, end));
      int from = 0;
      for (int to = sentences.next(); to != BreakIterator.DONE; to = sentences.next()) {
        Span span = trimmed(text, start + from, start + to, first);
        if (span.start() < span.end()) {
          spans.add(span);
          first = false;
        }
        from = to;
      }
      start = end;
    }
    return spans;
  }

  /** One past the blank line that ends a paragraph, or the text's end. */
  private static int paragraphEnd(String text, int start) {
    boolean lineHasText = false;
    boolean any = false;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        if (any && !lineHasText) {
          return i + 1;
        }
        lineHasText = false;
      } else if (!Character.isWhitespace(c)) {
        lineHasText = true;
        any = true;
      }
    }
    return text.length();
  }

  private static Span trimmed(String text, int start, int end, boolean paragraph) {
    int from = start;
    int to = end;
    while (from < to && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    return new Span(from, to, paragraph);
  }
}
