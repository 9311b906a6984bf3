package dev.herder.dpo;

/**
 * An answer's tokens, and which of them are contrasted.
 *
 * <p>Arrays are not copied.
 */
final class Answer {
  private final int[] ids;
  private final boolean[] contrasted;
  private final int contrastedTokens;

  Answer(int[] ids, boolean[] contrasted) {
    this.ids = ids;
    this.contrasted = contrasted;
    int count = 0;
    for (boolean one : contrasted) {
      count += one ? 1 : 0;
    }
    contrastedTokens = count;
  }

  int[] ids() {
    return ids;
  }

  boolean[] contrasted() {
    return contrasted;
  }

  int length() {
    return ids.length;
  }

  int contrastedTokens() {
    return contrastedTokens;
  }

  /** Sum over the contrasted tokens of a slice of a batch's log-probabilities. */
  double sum(float[] logProbs, int first) {
    double sum = 0;
    for (int i = 0; i < ids.length; i++) {
      sum += contrasted[i] ? logProbs[first + i] : 0;
    }
    return sum;
  }

  /** Sum over all tokens of a slice of a batch's log-probabilities. */
  double sumOfAll(float[] logProbs, int first) {
    double sum = 0;
    for (int i = 0; i < ids.length; i++) {
      sum += logProbs[first + i];
    }
    return sum;
  }

  /**
   * Adds derivatives to a slice of a batch's gradient; a masked token of a zero {@code every} stays
   * exactly zero.
   *
   * @param ofContrasted by each contrasted token
   * @param every by each token
   */
  void addTo(float[] gradient, int first, double ofContrasted, double every) {
    for (int i = 0; i < ids.length; i++) {
      gradient[first + i] += (float) (contrasted[i] ? ofContrasted + every : every);
    }
  }

  /** Whether the same tokens are contrasted. */
  boolean sameContrast(Answer other) {
    int j = 0;
    for (int i = 0; i < ids.length; i++) {
      if (!contrasted[i]) {
        continue;
      }
      while (j < other.ids.length && !other.contrasted[j]) {
        j++;
      }
      if (j == other.ids.length || other.ids[j++] != ids[i]) {
        return false;
      }
    }
    while (j < other.ids.length && !other.contrasted[j]) {
      j++;
    }
    return j == other.ids.length;
  }
}
