package dev.herder.engine.generate;

import java.util.List;

/**
 * Guesses how a text goes on: as it did where its last tokens stood before (prompt lookup decoding,
 * Saxena 2023). What is guessed is only ever a proposal; a model decides.
 */
final class PromptLookup {
  /** Of a longer common ending nothing more is told. */
  private static final int LONGEST = 3;

  /** Tokens to propose after a common ending of so many tokens. */
  private static final int[] WORTH = {0, 2, 4, Integer.MAX_VALUE};

  private static final int[] NOTHING = {};

  private PromptLookup() {}

  /**
   * What may follow a prompt and the beginning of its answer: what followed the last place that
   * ends alike, of several the one that is alike for longest.
   *
   * @param most tokens at most
   */
  static int[] draft(int[] prompt, List<Integer> answer, int most) {
    int size = prompt.length + answer.size();
    int best = -1;
    int alike = 0;
    for (int end = size - 2; end >= 0 && alike < LONGEST; end--) {
      int same = alike(prompt, answer, end, size - 1);
      if (same > alike) {
        alike = same;
        best = end;
      }
    }
    int count = Math.min(most, WORTH[alike]);
    if (count <= 0) {
      return NOTHING;
    }
    int[] draft = new int[count];
    for (int i = 0; i < count; i++) {
      int from = best + 1 + i;
      draft[i] = from < size ? at(prompt, answer, from) : draft[from - size];
    }
    return draft;
  }

  /** How many tokens up to two places are the same. */
  private static int alike(int[] prompt, List<Integer> answer, int first, int second) {
    int same = 0;
    while (same < LONGEST
        && same <= first
        && at(prompt, answer, first - same) == at(prompt, answer, second - same)) {
      same++;
    }
    return same;
  }

  private static int at(int[] prompt, List<Integer> answer, int place) {
    return place < prompt.length ? prompt[place] : answer.get(place - prompt.length);
  }
}
