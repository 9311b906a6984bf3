package dev.herder.core.template;

/** Substring search that stays linear for any text. */
final class Search {
  private static final long NAIVE = 1 << 16;

  private Search() {}

  /** The first index of the part at or after {@code from}, or -1. */
  static int indexOf(Run run, String text, String part, int from) {
    long cost = (long) (text.length() - from) * part.length();
    if (cost <= NAIVE || part.length() <= 2) {
      int index = text.indexOf(part, from);
      run.step(((index < 0 ? text.length() : index) - from) >> 5);
      return index;
    }
    return linear(run, text, part, from);
  }

  /** Knuth, Morris and Pratt's search. */
  private static int linear(Run run, String text, String part, int from) {
    int[] border = borders(run, part);
    int matched = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      while (matched > 0 && part.charAt(matched) != c) {
        matched = border[matched - 1];
      }
      if (part.charAt(matched) == c) {
        matched++;
      }
      if (matched == part.length()) {
        run.step((i - from) >> 4);
        return i - matched + 1;
      }
    }
    run.step((text.length() - from) >> 4);
    return -1;
  }

  private static int[] borders(Run run, String part) {
    run.step(part.length() >> 3);
    run.allocate(2L * part.length());
    int[] border = new int[part.length()];
    int matched = 0;
    for (int i = 1; i < part.length(); i++) {
      while (matched > 0 && part.charAt(matched) != part.charAt(i)) {
        matched = border[matched - 1];
      }
      if (part.charAt(matched) == part.charAt(i)) {
        matched++;
      }
      border[i] = matched;
    }
    return border;
  }

  /** The last index of the part within {@code [from, to)}, or -1. */
  static int lastIndexOf(Run run, String text, String part, int from, int to) {
    String window = text.substring(from, to);
    if ((long) window.length() * part.length() <= NAIVE || part.length() <= 2) {
      run.step(window.length() >> 5);
      int index = window.lastIndexOf(part);
      return index < 0 ? -1 : from + index;
    }
    run.allocate(window.length() + part.length());
    String backwards = new StringBuilder(window).reverse().toString();
    String needle = new StringBuilder(part).reverse().toString();
    int index = indexOf(run, backwards, needle, 0);
    return index < 0 ? -1 : to - index - part.length();
  }
}
