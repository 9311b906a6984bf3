package dev.herder.core.verify.ifeval;

/**
 * Whether a text is what Python's {@code json.loads} reads.
 *
 * <p>It is JSON and the words {@code NaN}, {@code Infinity} and {@code -Infinity}. Whole numbers of
 * more than 4300 digits are refused there, and so they are here.
 */
final class PythonJson {
  private static final int MAX_DEPTH = 900;
  private static final int MAX_DIGITS = 4300;

  private final String text;
  private int at;

  private PythonJson(String text) {
    this.text = text;
  }

  /** Whether it can be read. */
  static boolean valid(String text) {
    PythonJson json = new PythonJson(text);
    json.space();
    if (!json.value(0)) {
      return false;
    }
    json.space();
    return json.at == text.length();
  }

  private boolean value(int depth) {
    if (at >= text.length() || depth > MAX_DEPTH) {
      return false;
    }
    return switch (text.charAt(at)) {
      case '{' -> members('}', depth);
      case '[' -> members(']', depth);
      case '"' -> string();
      default ->
          word("null")
              || word("true")
              || word("false")
              || word("NaN")
              || word("Infinity")
              || word("-Infinity")
              || number();
    };
  }

  private boolean members(char end, int depth) {
    at++;
    space();
    if (accept(end)) {
      return true;
    }
    do {
      space();
      if (end == '}' && !key()) {
        return false;
      }
      if (!value(depth + 1)) {
        return false;
      }
      space();
    } while (accept(','));
    return accept(end);
  }

  private boolean key() {
    if (at >= text.length() || text.charAt(at) != '"' || !string()) {
      return false;
    }
    space();
    boolean colon = accept(':');
    space();
    return colon;
  }

  private boolean string() {
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return true;
      }
      if (c < 0x20 || (c == '\\' && !escape())) {
        return false;
      }
    }
    return false;
  }

  private boolean escape() {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at++);
    if (c != 'u') {
      return "\"\\/bfnrt".indexOf(c) >= 0;
    }
    for (int end = at + 4; at < end; at++) {
      if (at >= text.length() || "0123456789abcdefABCDEF".indexOf(text.charAt(at)) < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean number() {
    accept('-');
    int start = at;
    if (!accept('0') && digits() == 0) {
      return false;
    }
    boolean whole = true;
    int mark = at;
    if (accept('.')) {
      if (digits() == 0) {
        at = mark;
        return at - start <= MAX_DIGITS;
      }
      whole = false;
      mark = at;
    }
    if (accept('e') || accept('E')) {
      if (!accept('+')) {
        accept('-');
      }
      if (digits() == 0) {
        at = mark;
      } else {
        whole = false;
      }
    }
    return !whole || at - start <= MAX_DIGITS;
  }

  private int digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - start;
  }

  private boolean word(String word) {
    boolean found = text.startsWith(word, at);
    at += found ? word.length() : 0;
    return found;
  }

  private boolean accept(char c) {
    boolean found = at < text.length() && text.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
