package dev.herder.eval;

/**
 * How a figure is made of the items' measures: a function of the sum of one measure and the sum of
 * what it is counted in.
 *
 * <p>Results keep it, so that comparisons can compute the figure of any choice of items.
 */
public sealed interface Aggregate {
  /** The measure that is summed. */
  String measure();

  /** What an item counts for; its sum is the figure's n. */
  double weight(ItemResult item);

  /** The figure. */
  double of(double sum, double weight);

  /** Whether the item takes part. */
  boolean covers(ItemResult item);

  /** The mean over the items that have the measure. */
  record Mean(String measure) implements Aggregate {
    @Override
    public double weight(ItemResult item) {
      return 1;
    }

    @Override
    public double of(double sum, double weight) {
      return sum / weight;
    }

    @Override
    public boolean covers(ItemResult item) {
      return item.has(measure);
    }
  }

  /**
   * The sum of a measure over the sum of another, such as instructions followed over instructions.
   *
   * @param per the measure that counts the units
   */
  record Ratio(String measure, String per) implements Aggregate {
    @Override
    public double weight(ItemResult item) {
      return item.measure(per);
    }

    @Override
    public double of(double sum, double weight) {
      return sum / weight;
    }

    @Override
    public boolean covers(ItemResult item) {
      return item.has(measure) && item.has(per);
    }
  }

  /**
   * Exp of minus the mean log-probability: perplexity per token, word or byte.
   *
   * @param measure a sum of log-probabilities, natural logarithm
   * @param per the measure that counts tokens, words or bytes
   */
  record Perplexity(String measure, String per) implements Aggregate {
    @Override
    public double weight(ItemResult item) {
      return item.measure(per);
    }

    @Override
    public double of(double sum, double weight) {
      return Math.exp(-sum / weight);
    }

    @Override
    public boolean covers(ItemResult item) {
      return item.has(measure) && item.has(per);
    }
  }
}
