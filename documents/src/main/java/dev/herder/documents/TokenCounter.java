package dev.herder.documents;

/** Counts the tokens of a text: by a model's tokenizer, or by words. */
@FunctionalInterface
public interface TokenCounter {
  /** The number of tokens. */
  int count(String text);

  /** Counts runs of characters that are not white space. */
  static TokenCounter words() {
    return text -> {
      int words = 0;
      boolean inside = false;
      for (int i = 0; i < text.length(); i++) {
        boolean white = Character.isWhitespace(text.charAt(i));
        words += !white && !inside ? 1 : 0;
        inside = !white;
      }
      return words;
    };
  }
}
