package dev.herder.eval.needle;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A long text of plain sentences, made from a seed, in which facts are hidden.
 *
 * @param text the text
 * @param needles the facts, in the order in which they stand
 */
record Haystack(String text, List<Needle> needles) {
  private static final List<String> PEOPLE =
      List.of(
          "The gardener",
          "A neighbour",
          "The old miller",
          "Her cousin",
          "The ferryman",
          "A young clerk",
          "The baker",
          "His teacher",
          "The lamplighter",
          "A travelling nurse",
          "The carpenter",
          "Our host");
  private static final List<String> ACTIONS =
      List.of(
          "walked to",
          "looked for",
          "wrote about",
          "remembered",
          "painted",
          "passed by",
          "waited at",
          "spoke of",
          "returned to",
          "took a picture of",
          "sat down near",
          "asked about");
  private static final List<String> PLACES =
      List.of(
          "the stone bridge",
          "the quiet harbour",
          "a narrow lane",
          "the railway station",
          "the orchard",
          "an empty square",
          "the library steps",
          "the mill pond",
          "a small cafe",
          "the lighthouse",
          "the market hall",
          "the hill behind the church");
  private static final List<String> ENDS =
      List.of(
          "before the rain began",
          "while the others slept",
          "on the first warm day of spring",
          "without saying a word",
          "as the bells rang",
          "because nobody else had time",
          "with a basket of apples",
          "long after sunset",
          "when the letter arrived",
          "and stayed until noon",
          "though it was late",
          "for the second time that week");
  private static final List<String> CITIES =
      List.of(
          "Avelin",
          "Borrowdale",
          "Castrel",
          "Dunmere",
          "Eskford",
          "Fennick",
          "Gorsley",
          "Halden",
          "Ironbeck",
          "Jorvale",
          "Kestrin",
          "Lowmoor",
          "Marrick",
          "Northolm",
          "Orvane",
          "Pellworth",
          "Quarrin",
          "Rosthorn",
          "Selby Cross",
          "Tarnholt");

  Haystack {
    needles = List.copyOf(needles);
  }

  /**
   * A hidden fact.
   *
   * @param city what it is about; no two of a text are about the same
   * @param number what has to be found
   */
  record Needle(String city, String number) {
    /** The fact as it stands in the text. */
    String sentence() {
      return "The secret number of " + city + " is " + number + ".";
    }
  }

  /**
   * Makes a text.
   *
   * @param words about how many words, needles included, at least 50
   * @param depths where needles stand, each from 0 (the beginning) to 1 (the end), ascending
   */
  static Haystack of(int words, double[] depths, SplittableRandom random) {
    List<Needle> needles = new ArrayList<>();
    List<String> cities = new ArrayList<>(CITIES);
    for (int i = 0; i < depths.length; i++) {
      String city = cities.remove(random.nextInt(cities.size()));
      needles.add(new Needle(city, String.valueOf(random.nextInt(1_000_000, 10_000_000))));
    }
    int room = words - 8 * depths.length;
    List<String> sentences = new ArrayList<>();
    for (int used = 0; used < room; ) {
      String sentence = sentence(random);
      sentences.add(sentence);
      used += sentence.split(" ", -1).length;
    }
    StringBuilder text = new StringBuilder();
    int next = 0;
    for (int i = 0; i <= sentences.size(); i++) {
      while (next < depths.length && Math.round(depths[next] * sentences.size()) == i) {
        append(text, needles.get(next).sentence());
        next++;
      }
      if (i < sentences.size()) {
        append(text, sentences.get(i));
      }
    }
    return new Haystack(text.toString(), needles);
  }

  /** The most needles that a text can hold. */
  static int mostNeedles() {
    return CITIES.size();
  }

  private static void append(StringBuilder text, String sentence) {
    text.append(text.isEmpty() ? "" : " ").append(sentence);
  }

  private static String sentence(SplittableRandom random) {
    return String.join(
            " ",
            drawn(PEOPLE, random),
            drawn(ACTIONS, random),
            drawn(PLACES, random),
            drawn(ENDS, random))
        + ".";
  }

  private static String drawn(List<String> from, SplittableRandom random) {
    return from.get(random.nextInt(from.size()));
  }
}
