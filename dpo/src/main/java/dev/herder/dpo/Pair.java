package dev.herder.dpo;

/**
 * A tokenised preference: a prompt and two answers that share it.
 *
 * <p>Arrays are not copied.
 */
final class Pair {
  private final String source;
  private final int[] prompt;
  private final Answer chosen;
  private final Answer rejected;

  Pair(String source, int[] prompt, Answer chosen, Answer rejected) {
    this.source = source;
    this.prompt = prompt;
    this.chosen = chosen;
    this.rejected = rejected;
  }

  String source() {
    return source;
  }

  int[] prompt() {
    return prompt;
  }

  Answer chosen() {
    return chosen;
  }

  Answer rejected() {
    return rejected;
  }

  /** An answer's tokens, and which of them are contrasted. */
  static final class Answer {
    private final int[] ids;
    private final boolean[] contrasted;

    Answer(int[] ids, boolean[] contrasted) {
      this.ids = ids;
      this.contrasted = contrasted;
    }

    int[] ids() {
      return ids;
    }

    /** Sum over the contrasted tokens of a slice of a batch's log-probabilities. */
    double sum(float[] logProbs, int first) {
      double sum = 0;
      for (int i = 0; i < ids.length; i++) {
        sum += contrasted[i] ? logProbs[first + i] : 0;
      }
      return sum;
    }

    /** Adds a derivative at each contrasted token. */
    void addTo(float[] gradient, int first, double derivative) {
      for (int i = 0; i < ids.length; i++) {
        if (contrasted[i]) {
          gradient[first + i] += (float) derivative;
        }
      }
    }

    int contrastedTokens() {
      int count = 0;
      for (boolean one : contrasted) {
        count += one ? 1 : 0;
      }
      return count;
    }
  }
}
