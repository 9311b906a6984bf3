package dev.herder.core.verify.ifeval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What was learnt about English from newspaper text: the Punkt model of NLTK (MIT License).
 *
 * @param abbreviations words that end in a full stop within a sentence, without it
 * @param collocations words on both sides of a full stop within a sentence, with a tab between
 * @param starters words that often begin a sentence
 * @param cases the {@link #LOWER} and other flags of the spellings in which a word was seen
 */
record PunktParameters(
    Set<String> abbreviations,
    Set<String> collocations,
    Set<String> starters,
    Map<String, Integer> cases) {
  private static final String FILE = "punkt-english.tsv";

  /** Seen with a capital within a sentence. */
  static final int MIDDLE_UPPER = 1 << 2;

  /** Seen with a capital anywhere. */
  static final int UPPER = (1 << 1) | MIDDLE_UPPER | (1 << 3);

  /** Seen without a capital at the beginning of a sentence. */
  static final int BEGINNING_LOWER = 1 << 4;

  /** Seen without a capital anywhere. */
  static final int LOWER = BEGINNING_LOWER | (1 << 5) | (1 << 6);

  /** The English model. */
  static PunktParameters english() {
    Set<String> abbreviations = new HashSet<>();
    Set<String> collocations = new HashSet<>();
    Set<String> starters = new HashSet<>();
    Map<String, Integer> cases = new HashMap<>();
    try (InputStream in = PunktParameters.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not in the jar");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        String value = line.substring(tab + 1);
        switch (line.substring(0, tab)) {
          case "abbreviation" -> abbreviations.add(value);
          case "collocation" -> collocations.add(value);
          case "starter" -> starters.add(value);
          default -> {
            int last = value.lastIndexOf('\t');
            cases.put(value.substring(0, last), Integer.valueOf(value.substring(last + 1)));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PunktParameters(abbreviations, collocations, starters, cases);
  }

  /** Whether a word was seen in one of the spellings. */
  boolean seen(String word, int flags) {
    return (cases.getOrDefault(word, 0) & flags) != 0;
  }
}
