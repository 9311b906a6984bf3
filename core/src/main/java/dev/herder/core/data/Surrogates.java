package dev.herder.core.data;

/** Looks for halves of characters, which UTF-8 cannot hold. */
final class Surrogates {
  private Surrogates() {}

  /** The index of the first surrogate without its other half, or -1. */
  static int firstHalf(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
