package dev.herder.core.template;

/**
 * A string marked as safe HTML by {@code safe} or {@code escape}: it behaves as a string, but what
 * is joined to it is escaped.
 */
record Markup(String text) {
  static Markup escape(Run run, Object value) {
    return value instanceof Markup m ? m : new Markup(escaped(run, Repr.str(run, value)));
  }

  private static String escaped(Run run, String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '\'' -> out.append("&#39;");
        case '"' -> out.append("&#34;");
        default -> out.append(c);
      }
    }
    return run.string(out);
  }
}
