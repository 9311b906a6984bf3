package dev.herder.examples;

import dev.herder.core.data.Row;
import dev.herder.core.verify.Verifier;
import java.util.Locale;

/**
 * A verifier of one's own: the share of an answer's words that begin like the word before them.
 *
 * <p>{@code META-INF/services/dev.herder.core.verify.Verifier} names this class, so that with this
 * jar on the class path {@code --verifier alliteration} works in every command and recipe.
 */
public final class AlliterationVerifier implements Verifier {
  @Override
  public String name() {
    return "alliteration";
  }

  @Override
  public double score(Row.Prompt prompt, String completion) {
    String[] words = completion.toLowerCase(Locale.ROOT).strip().split("\\s+", -1);
    int alike = 0;
    for (int i = 1; i < words.length; i++) {
      alike += words[i].regionMatches(0, words[i - 1], 0, 1) ? 1 : 0;
    }
    return words.length < 2 ? 0 : (double) alike / (words.length - 1);
  }
}
