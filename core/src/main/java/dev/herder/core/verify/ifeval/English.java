package dev.herder.core.verify.ifeval;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What is known about languages.
 *
 * @param sentences splits into sentences
 * @param languages tells languages apart
 */
record English(PunktSentences sentences, LanguageGuess languages) {
  private static final Pattern WORD = Pattern.compile("[" + PythonText.WORD + "]+");

  /** Reads what it needs from the class path. */
  static English load() {
    return new English(new PunktSentences(PunktParameters.english()), LanguageGuess.load());
  }

  /** Words and punctuation. */
  List<String> words(String text) {
    return WordTokens.of(text, sentences);
  }

  int countSentences(String text) {
    return sentences.split(text).size();
  }

  int countWords(String text) {
    return PythonText.count(WORD, text);
  }

  /** Whether a text is in a language; also where nothing in it tells. */
  boolean maybe(String language, String text) {
    String guess = languages.of(text);
    return guess == null || guess.equals(language);
  }
}
