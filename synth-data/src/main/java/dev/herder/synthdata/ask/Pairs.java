package dev.herder.synthdata.ask;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Questions and answers in a model's text, each under its label.
 *
 * <p>A label stands at the beginning of a line: {@code Question:} or {@code Answer:}, also {@code
 * Q:}, {@code A:}, numbered, or in bold. Text before the first label is not used.
 *
 * @param pairs questions with their answers
 * @param failures what could not be used, counted by reason
 */
public record Pairs(List<Pair> pairs, Map<String, Integer> failures) {
  private static final Pattern LABEL =
      Pattern.compile(
          "(?im)^[\\s>*#\\-]*(?:\\d+[.)]\\s*)?\\**(question|answer|q|a)\\s*\\d*\\s*:\\**[ \\t]*");

  public Pairs {
    pairs = List.copyOf(pairs);
    failures = Map.copyOf(failures);
  }

  /** A question and its answer; the answer is empty where only questions were asked for. */
  public record Pair(String question, String answer) {}

  /** Reads questions with answers. */
  public static Pairs of(Reply reply) {
    return parse(reply, true);
  }

  /** Reads questions alone. */
  public static Pairs questions(Reply reply) {
    return parse(reply, false);
  }

  private record Part(boolean question, String text) {}

  private static Pairs parse(Reply reply, boolean answers) {
    Map<String, Integer> failures = new TreeMap<>();
    if (reply instanceof Reply.Failed failed) {
      failures.put(failed.reason(), 1);
      return new Pairs(List.of(), failures);
    }
    List<Part> parts = parts(reply.text());
    // What was cut short ends with a part that nobody knows the end of.
    if (reply instanceof Reply.Said said && said.cut()) {
      failures.merge("the reply was cut at its maximum length", 1, Integer::sum);
      parts = parts.isEmpty() ? parts : parts.subList(0, parts.size() - 1);
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      boolean answered = i + 1 < parts.size() && !parts.get(i + 1).question();
      if (!part.question()) {
        if (answers && (i == 0 || !parts.get(i - 1).question())) {
          failures.merge("an answer without a question", 1, Integer::sum);
        }
      } else if (part.text().isEmpty()) {
        failures.merge("an empty question", 1, Integer::sum);
      } else if (!answers) {
        pairs.add(new Pair(part.text(), ""));
      } else if (!answered || parts.get(i + 1).text().isEmpty()) {
        failures.merge("a question without an answer", 1, Integer::sum);
      } else {
        pairs.add(new Pair(part.text(), parts.get(i + 1).text()));
      }
    }
    if (pairs.isEmpty() && failures.isEmpty()) {
      failures.put("no question in the reply", 1);
    }
    return new Pairs(pairs, failures);
  }

  private static List<Part> parts(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = LABEL.matcher(text);
    boolean found = matcher.find();
    while (found) {
      boolean question = String.valueOf(matcher.group(1)).toLowerCase(Locale.ROOT).startsWith("q");
      int start = matcher.end();
      found = matcher.find();
      parts.add(
          new Part(
              question, text.substring(start, found ? matcher.start() : text.length()).strip()));
    }
    return parts;
  }

  /** A text without the differences that do not matter between two questions. */
  public static String normalised(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }
}
