package dev.herder.core.verify;

import dev.herder.core.data.Row;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Exact match with the prompt's {@code answer}, after both are normalised.
 *
 * <p>Normalised: Unicode NFC, lower case, runs of white space as one space, none at the ends, no
 * full stop at the end.
 */
record ExactVerifier() implements Verifier {
  @Override
  public String name() {
    return "exact";
  }

  @Override
  public void require(Row.Prompt prompt) {
    Expected.text(prompt, "answer", name());
  }

  @Override
  public double score(Row.Prompt prompt, String completion) {
    String expected = Expected.text(prompt, "answer", name());
    return normalised(completion).equals(normalised(expected)) ? 1 : 0;
  }

  private static String normalised(String text) {
    String folded =
        Normalizer.normalize(text, Normalizer.Form.NFC)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[\\s\\u00a0]+", " ")
            .strip();
    return folded.endsWith(".") ? folded.substring(0, folded.length() - 1).stripTrailing() : folded;
  }
}
