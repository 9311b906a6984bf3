package dev.herder.core.select;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The runs of three words of a text, in lower case and without punctuation.
 *
 * @param runs of a shorter text, its words as one run
 */
record Shingles(Set<String> runs) {
  private static final int WORDS = 3;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

  static Shingles of(String text) {
    List<String> words = new ArrayList<>();
    for (Matcher word = WORD.matcher(text.toLowerCase(Locale.ROOT)); word.find(); ) {
      words.add(word.group());
    }
    Set<String> runs = new HashSet<>();
    for (int i = 0; i + WORDS <= words.size(); i++) {
      runs.add(String.join(" ", words.subList(i, i + WORDS)));
    }
    if (runs.isEmpty()) {
      runs.add(words.isEmpty() ? text : String.join(" ", words));
    }
    return new Shingles(runs);
  }

  /** The Jaccard index: runs in both over runs in either, 0 to 1. */
  double likeness(Shingles other) {
    int both = 0;
    for (String run : runs) {
      both += other.runs.contains(run) ? 1 : 0;
    }
    return (double) both / (runs.size() + other.runs.size() - both);
  }
}
