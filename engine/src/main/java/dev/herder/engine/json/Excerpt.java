package dev.herder.engine.json;

/** Text of unknown origin made fit for one line of a message. */
public final class Excerpt {
  private static final int LONGEST = 120;

  private Excerpt() {}

  /**
   * The text in single quotes, shortened to 120 characters, control characters escaped.
   *
   * @param text any text, also hostile
   */
  public static String quoted(String text) {
    return "'" + of(text) + "'";
  }

  /**
   * The text without quotes, shortened to 120 characters, control characters escaped.
   *
   * @param text any text, also hostile
   */
  public static String of(String text) {
    StringBuilder line = new StringBuilder();
    int end = Math.min(text.length(), LONGEST);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      // Format characters could reorder a terminal line; lone surrogates cannot be encoded.
      if (Character.isISOControl(c)
          || Character.isSurrogate(c)
          || Character.getType(c) == Character.FORMAT
          || c == '\u2028'
          || c == '\u2029') {
        line.append(String.format("\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    if (end < text.length()) {
      line.append("…");
    }
    return line.toString();
  }
}
