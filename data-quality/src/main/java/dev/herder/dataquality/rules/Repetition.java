package dev.herder.dataquality.rules;

import dev.herder.core.overlap.Ngrams;
import dev.herder.core.overlap.Words;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Texts that say the same again and again. */
final class Repetition {
  private static final int N = 5;
  private static final int LEAST_GRAMS = 30;
  private static final int LONGEST_RUN = 100;

  private Repetition() {}

  /**
   * Finds a long run of one letter or digit, or too many five-word sequences that the text has had
   * before.
   */
  static @Nullable String find(String text, double mostShare) {
    int run = 1;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      run = c == text.charAt(i - 1) && Character.isLetterOrDigit(c) ? run + 1 : 1;
      if (run == LONGEST_RUN) {
        return LONGEST_RUN + " times the same character, from " + (i - LONGEST_RUN + 2) + " on";
      }
    }
    long[] grams = Ngrams.hashes(Words.hashes(text), N);
    if (grams.length < LEAST_GRAMS) {
      return null;
    }
    Arrays.sort(grams);
    int again = 0;
    for (int i = 1; i < grams.length; i++) {
      again += grams[i] == grams[i - 1] ? 1 : 0;
    }
    double share = (double) again / grams.length;
    return share > mostShare
        ? String.format(
            Locale.ROOT, "%.0f%% of its sequences of %d words are repeats", 100 * share, N)
        : null;
  }
}
