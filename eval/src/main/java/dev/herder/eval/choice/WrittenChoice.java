package dev.herder.eval.choice;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds which choice an answer in words names.
 *
 * <p>What counts, in this order: the last label after {@code answer is} or {@code answer:} (also in
 * brackets, bold or {@code \boxed{}}); a label that the answer begins with or that stands alone on
 * its last line; the last label in brackets; an answer that is the text of one choice. Nothing is
 * guessed beyond that.
 */
final class WrittenChoice {
  private static final String OPEN = "[\\s(\\[{*_\"'`$]*(?:\\\\boxed\\{|\\\\text\\{)?";

  private final List<String> labels;
  private final Pattern said;
  private final Pattern start;
  private final Pattern alone;
  private final Pattern bracketed;

  WrittenChoice(List<String> labels) {
    this.labels = List.copyOf(labels);
    String label = labels.stream().map(Pattern::quote).collect(Collectors.joining("|", "(", ")"));
    String end = "(?![\\p{L}\\p{N}'\u2019])";
    said =
        Pattern.compile(
            "(?i:answer|choice|pick|option)(?i:\\s+is)?\\s{0,3}:?"
                + OPEN
                + "(?i:option\\s|choice\\s)?\\s?"
                + OPEN
                + label
                + end);
    start = Pattern.compile("\\A" + OPEN + label + "(?=[).:\\]},*\"\\n]|\\s*\\z)");
    alone = Pattern.compile("(?:\\A|\\n)[ \\t(*\\[]*" + label + "[ \\t.)*\\]]*\\z");
    bracketed = Pattern.compile("\\(" + label + "\\)");
  }

  /** The index of the choice, or nothing if the answer names none. */
  OptionalInt find(String answer, List<String> choices) {
    String text = answer.strip();
    for (Pattern pattern : List.of(said, start, alone, bracketed)) {
      OptionalInt found = last(pattern.matcher(text));
      if (found.isPresent()) {
        return found;
      }
    }
    String plain = plain(text);
    for (int i = 0; i < choices.size(); i++) {
      if (!plain.isEmpty() && plain(choices.get(i)).equals(plain)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private OptionalInt last(Matcher matcher) {
    OptionalInt last = OptionalInt.empty();
    while (matcher.find()) {
      last = OptionalInt.of(labels.indexOf(matcher.group(1)));
    }
    return last;
  }

  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\s+", " ")
        .replaceAll("[.\\s]+$", "")
        .strip();
  }
}
