package dev.herder.core.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Python's {@code textwrap.wrap} as the filter wordwrap uses it; lengths in code points. */
final class TextWrap {
  private final Run run;
  private final int width;
  private final boolean breakWords;
  private final boolean hyphens;

  TextWrap(Run run, int width, boolean breakWords, boolean hyphens) {
    this.run = run;
    this.width = width;
    this.breakWords = breakWords;
    this.hyphens = hyphens;
  }

  List<String> wrap(String text) {
    if (width <= 0) {
      throw Failure.value("invalid width " + width + " (must be > 0)");
    }
    run.allocate(2L * text.length());
    Deque<String> chunks = new ArrayDeque<>(hyphens ? hyphenated(text) : spaced(text));
    List<String> lines = new ArrayList<>();
    while (!chunks.isEmpty()) {
      run.allocate(4);
      if (!lines.isEmpty() && isBlank(chunks.peek())) {
        chunks.pop();
      }
      String line = line(chunks);
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static boolean isBlank(String chunk) {
    return Text.strip(chunk, true, true).isEmpty();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private String line(Deque<String> chunks) {
    List<String> line = new ArrayList<>();
    int used = 0;
    while (!chunks.isEmpty() && used + length(chunks.peek()) <= width) {
      String chunk = chunks.pop();
      used += length(chunk);
      line.add(chunk);
    }
    if (!chunks.isEmpty() && length(chunks.peek()) > width) {
      breakWord(chunks, line, width - used);
    }
    if (!line.isEmpty() && isBlank(line.get(line.size() - 1))) {
      line.remove(line.size() - 1);
    }
    return String.join("", line);
  }

  private void breakWord(Deque<String> chunks, List<String> line, int left) {
    if (!breakWords) {
      if (line.isEmpty()) {
        line.add(chunks.pop());
      }
      return;
    }
    String chunk = chunks.pop();
    run.step(chunk.length() >> 4);
    run.allocate(chunk.length() >> 2);
    int end = Text.offset(chunk, left);
    if (hyphens) {
      int hyphen = end == 0 ? -1 : chunk.lastIndexOf('-', end - 1);
      if (hyphen > 0 && chunk.substring(0, hyphen).chars().anyMatch(c -> c != '-')) {
        end = hyphen + 1;
      }
    }
    line.add(chunk.substring(0, end));
    chunks.push(chunk.substring(end));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= 0x09 && c <= 0x0d);
  }

  /** Alternating runs of blanks and of anything else. */
  private static List<String> spaced(String text) {
    List<String> chunks = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int start = at;
      boolean space = isSpace(text.charAt(at));
      while (at < text.length() && isSpace(text.charAt(at)) == space) {
        at++;
      }
      chunks.add(text.substring(start, at));
    }
    return chunks;
  }

  /** As {@link #spaced}, and words are cut behind hyphens between letters and around dashes. */
  private static List<String> hyphenated(String text) {
    List<String> chunks = new ArrayList<>();
    for (String chunk : spaced(text)) {
      if (isSpace(chunk.charAt(0)) || chunk.indexOf('-') < 0) {
        chunks.add(chunk);
      } else {
        cut(chunk, chunks);
      }
    }
    return chunks;
  }

  private static void cut(String word, List<String> chunks) {
    int start = 0;
    while (start < word.length()) {
      int end = dashEnd(word, start);
      for (int i = start + 1; end < 0 && i < word.length(); i++) {
        if (word.charAt(i) == '-' && breaksBehind(word, start, i)) {
          end = i + 1;
        } else if (word.charAt(i) == '-' && isPunctuated(word, i - 1) && isDash(word, i)) {
          end = i;
        }
      }
      end = end < 0 ? word.length() : end;
      chunks.add(word.substring(start, end));
      start = end;
    }
  }

  /** The end of a dash between words that begins here, or -1. */
  private static int dashEnd(String word, int at) {
    if (at == 0 || !isPunctuated(word, at - 1) || !isDash(word, at)) {
      return -1;
    }
    int end = at;
    while (word.charAt(end) == '-') {
      end++;
    }
    return end;
  }

  /** Whether two or more hyphens, then a letter or digit, begin here. */
  private static boolean isDash(String word, int at) {
    int end = at;
    while (end < word.length() && word.charAt(end) == '-') {
      end++;
    }
    return end - at >= 2 && end < word.length() && Characters.isWord(word.codePointAt(end));
  }

  private static boolean isPunctuated(String word, int at) {
    return Characters.isWord(word.codePointBefore(at + 1))
        || "!\"'&.,?".indexOf(word.charAt(at)) >= 0;
  }

  private static boolean isLetter(String word, int at) {
    if (at < 0 || at >= word.length()) {
      return false;
    }
    char c = word.charAt(at);
    return Character.isSurrogate(c)
        ? Character.isLetter(
            Character.isHighSurrogate(c) ? word.codePointAt(at) : word.codePointBefore(at + 1))
        : Characters.isWord(c) && !Characters.isDecimal(c);
  }

  /** Whether a word may be broken behind its hyphen here. */
  private static boolean breaksBehind(String word, int start, int hyphen) {
    boolean before =
        isLetter(word, hyphen - 1)
            && (isLetter(word, hyphen - 2)
                || (hyphen >= 2 && word.charAt(hyphen - 2) == '-' && isLetter(word, hyphen - 3)));
    boolean after =
        isLetter(word, hyphen + 1)
            && (isLetter(word, hyphen + 2)
                || (hyphen + 2 < word.length()
                    && word.charAt(hyphen + 2) == '-'
                    && isLetter(word, hyphen + 3)));
    return hyphen > start && before && after;
  }
}
