package dev.herder.examples.instructions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The kinds of instruction, each worded in several ways. */
public final class Instructions {
  /** How many kinds there are. */
  public static final int KINDS = 16;

  private static final List<String> WORDS =
      List.of(
          "happy",
          "morning",
          "careful",
          "small",
          "friend",
          "always",
          "quiet",
          "simple",
          "warm",
          "remember",
          "together",
          "green",
          "slowly",
          "because",
          "important",
          "fresh");
  private static final List<String> COMMON =
      List.of("the", "and", "very", "good", "is", "you", "time", "people");
  private static final List<String> ENDINGS =
      List.of(
          "That is all.",
          "Have a nice day!",
          "Any questions?",
          "See you soon.",
          "I hope this helps.",
          "Now it is your turn.");

  private Instructions() {}

  /**
   * One instruction.
   *
   * @param kind from 0 to {@link #KINDS} - 1
   */
  public static Ask ask(int kind, Random random) {
    return switch (kind) {
      case 0 ->
          plain(
              "change_case:english_lowercase",
              random,
              "Use lower case letters only.",
              "Do not use any capital letters.",
              "Your whole answer must be in lower case.");
      case 1 ->
          plain(
              "change_case:english_capital",
              random,
              "Use capital letters only.",
              "WRITE IN CAPITAL LETTERS ONLY.",
              "Your whole answer must be in upper case.");
      case 2 ->
          plain(
              "punctuation:no_comma",
              random,
              "Do not use any commas.",
              "Avoid commas altogether.",
              "There must be no comma in your answer.");
      case 3 -> words(random);
      case 4 -> sentences(random);
      case 5 -> bullets(random);
      case 6 ->
          plain(
              "detectable_format:json_format",
              random,
              "Give your answer as JSON.",
              "Wrap your entire answer in JSON format.",
              "Answer with one JSON object and nothing else.");
      case 7 ->
          plain(
              "detectable_format:title",
              random,
              "Add a title in double angular brackets such as <<my title>>.",
              "Give it a title, wrapped in double angular brackets like <<this>>.");
      case 8 -> highlights(random);
      case 9 -> ending(random);
      case 10 ->
          plain(
              "startend:quotation",
              random,
              "Wrap your whole answer in double quotation marks.",
              "Put double quotation marks around your entire answer.");
      case 11 -> keywords(random);
      case 12 -> forbidden(random);
      case 13 ->
          new Ask(
              "detectable_content:postscript",
              Map.of("postscript_marker", "P.S."),
              pick(
                  random,
                  "At the end, add a postscript that starts with P.S.",
                  "Finish with a postscript starting with P.S."));
      case 14 -> placeholders(random);
      case 15 -> paragraphs(random);
      default -> throw new IllegalArgumentException("kind " + kind);
    };
  }

  private static Ask plain(String id, Random random, String... texts) {
    return new Ask(id, Map.of(), pick(random, texts));
  }

  private static Ask words(Random random) {
    boolean few = random.nextBoolean();
    int words = few ? 10 * (2 + random.nextInt(3)) : 10 * (3 + random.nextInt(3));
    return new Ask(
        "length_constraints:number_words",
        Map.of("relation", few ? "less than" : "at least", "num_words", words),
        (few
                ? pick(random, "Use less than %d words.", "Answer in less than %d words.")
                : pick(random, "Use at least %d words.", "Write at least %d words."))
            .formatted(words));
  }

  private static Ask sentences(Random random) {
    boolean few = random.nextBoolean();
    int sentences = few ? 2 + random.nextInt(3) : 3 + random.nextInt(3);
    return new Ask(
        "length_constraints:number_sentences",
        Map.of("relation", few ? "less than" : "at least", "num_sentences", sentences),
        "Your answer should have %s %d sentences."
            .formatted(few ? "less than" : "at least", sentences));
  }

  private static Ask bullets(Random random) {
    int bullets = 2 + random.nextInt(4);
    return new Ask(
        "detectable_format:number_bullet_lists",
        Map.of("num_bullets", bullets),
        pick(
                random,
                "Answer with exactly %d bullet points, each beginning with * and a space.",
                "Your answer must contain exactly %d bullet points in markdown such as: * A point.")
            .formatted(bullets));
  }

  private static Ask highlights(Random random) {
    int highlights = 1 + random.nextInt(3);
    return new Ask(
        "detectable_format:number_highlighted_sections",
        Map.of("num_highlights", highlights),
        "Highlight at least %d part%s of your answer with asterisks, like *this*."
            .formatted(highlights, highlights == 1 ? "" : "s"));
  }

  private static Ask ending(Random random) {
    String ending = pick(random, ENDINGS.toArray(String[]::new));
    return new Ask(
        "startend:end_checker",
        Map.of("end_phrase", ending),
        pick(
                random,
                "End your answer with exactly this phrase: %s",
                "The very last words of your answer must be: %s")
            .formatted(ending));
  }

  private static Ask keywords(Random random) {
    List<String> words = two(WORDS, random);
    return new Ask(
        "keywords:existence",
        Map.of("keywords", words),
        pick(
                random,
                "Use the words %s and %s.",
                "Your answer must contain the words \"%s\" and \"%s\".")
            .formatted(words.get(0), words.get(1)));
  }

  private static Ask forbidden(Random random) {
    List<String> words = two(COMMON, random);
    return new Ask(
        "keywords:forbidden_words",
        Map.of("forbidden_words", words),
        pick(
                random,
                "Do not use the words %s and %s.",
                "The words \"%s\" and \"%s\" are forbidden in your answer.")
            .formatted(words.get(0), words.get(1)));
  }

  private static Ask placeholders(Random random) {
    int placeholders = 1 + random.nextInt(3);
    return new Ask(
        "detectable_content:number_placeholders",
        Map.of("num_placeholders", placeholders),
        "Use at least %d placeholder%s in square brackets, such as [name]."
            .formatted(placeholders, placeholders == 1 ? "" : "s"));
  }

  private static Ask paragraphs(Random random) {
    int paragraphs = 2 + random.nextInt(2);
    return new Ask(
        "length_constraints:number_paragraphs",
        Map.of("num_paragraphs", paragraphs),
        "Write exactly %d short paragraphs, separated by ***.".formatted(paragraphs));
  }

  private static String pick(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Two different words. */
  private static List<String> two(List<String> from, Random random) {
    List<String> left = new ArrayList<>(from);
    String first = left.remove(random.nextInt(left.size()));
    return List.of(first, left.get(random.nextInt(left.size())));
  }
}
