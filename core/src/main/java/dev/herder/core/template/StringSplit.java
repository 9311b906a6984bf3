package dev.herder.core.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The methods of str that cut the string into pieces. */
final class StringSplit {
  private static final Signature SPLIT = Signature.of("split", 0, "sep", "maxsplit");
  private static final Signature LINES = Signature.of("splitlines", 0, "keepends");
  private static final Signature PARTITION = Signature.positionalOnly("partition", 1, "sep");

  private StringSplit() {}

  static Object split(Run run, Object self, Args args) {
    Bound a = SPLIT.bind(args);
    String text = Text.of(self);
    int most = most(a);
    Object separator = a.some(0);
    run.allocate(text.length());
    if (separator == null) {
      return pieces(run, self, words(text, most));
    }
    return pieces(run, self, parts(run, text, separator(separator), most));
  }

  static Object splitRight(Run run, Object self, Args args) {
    Bound a = SPLIT.bind(args);
    String text = Text.of(self);
    int most = most(a);
    Object separator = a.some(0);
    run.allocate(text.length());
    List<String> pieces =
        separator == null
            ? wordsFromRight(text, most)
            : partsFromRight(run, text, separator(separator), most);
    Collections.reverse(pieces);
    return pieces(run, self, pieces);
  }

  private static int most(Bound a) {
    int most = a.integer(1, -1);
    return most < 0 ? Integer.MAX_VALUE : most;
  }

  private static String separator(Object value) {
    String separator = Text.orNull(value);
    if (separator == null) {
      throw Failure.type("must be str or None, not " + Types.name(value));
    }
    if (separator.isEmpty()) {
      throw Failure.value("empty separator");
    }
    return separator;
  }

  private static List<Object> pieces(Run run, Object self, List<String> pieces) {
    run.allocate(4L * pieces.size());
    List<Object> list = new ArrayList<>(pieces.size());
    for (String piece : pieces) {
      list.add(Text.like(self, piece));
    }
    return list;
  }

  static List<String> words(String text, int most) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < text.length() && Text.isSpace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        return words;
      }
      if (words.size() == most) {
        words.add(text.substring(at));
        return words;
      }
      int start = at;
      while (at < text.length() && !Text.isSpace(text.charAt(at))) {
        at++;
      }
      words.add(text.substring(start, at));
    }
  }

  private static List<String> wordsFromRight(String text, int most) {
    List<String> words = new ArrayList<>();
    int at = text.length();
    while (true) {
      while (at > 0 && Text.isSpace(text.charAt(at - 1))) {
        at--;
      }
      if (at == 0) {
        return words;
      }
      if (words.size() == most) {
        words.add(text.substring(0, at));
        return words;
      }
      int end = at;
      while (at > 0 && !Text.isSpace(text.charAt(at - 1))) {
        at--;
      }
      words.add(text.substring(at, end));
    }
  }

  private static List<String> parts(Run run, String text, String separator, int most) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (parts.size() < most) {
      int at = Search.indexOf(run, text, separator, from);
      if (at < 0) {
        break;
      }
      run.step(1);
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** The parts from the last to the first, found by splitting the mirror image. */
  private static List<String> partsFromRight(Run run, String text, String separator, int most) {
    List<String> parts = parts(run, mirrored(text), mirrored(separator), most);
    parts.replaceAll(StringSplit::mirrored);
    return parts;
  }

  private static String mirrored(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  static Object lines(Run run, Object self, Args args) {
    boolean keep = LINES.bind(args).truth(run, 0, false);
    String text = Text.of(self);
    run.allocate(text.length());
    return pieces(run, self, lines(text, keep));
  }

  static List<String> lines(String text, boolean keepEnds) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Text.isLineBreak(c)) {
        int end = i;
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        lines.add(text.substring(start, keepEnds ? i + 1 : end));
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  static Object partition(Run run, Object self, Args args) {
    String text = Text.of(self);
    String separator = separator(PARTITION.bind(args).get(0));
    int at = Search.indexOf(run, text, separator, 0);
    return at < 0
        ? three(run, self, text, "", "")
        : three(run, self, text.substring(0, at), separator, rest(text, at, separator));
  }

  static Object partitionRight(Run run, Object self, Args args) {
    String text = Text.of(self);
    String separator = separator(PARTITION.bind(args).get(0));
    int at = Search.lastIndexOf(run, text, separator, 0, text.length());
    return at < 0
        ? three(run, self, "", "", text)
        : three(run, self, text.substring(0, at), separator, rest(text, at, separator));
  }

  private static String rest(String text, int at, String separator) {
    return text.substring(at + separator.length());
  }

  private static Object three(Run run, Object self, String left, String middle, String right) {
    run.allocate((long) left.length() + right.length());
    return Tuple.of(Text.like(self, left), Text.like(self, middle), Text.like(self, right));
  }
}
