package dev.herder.engine.train;

/**
 * A summed loss and its gradient.
 *
 * <p>Arrays are not copied.
 */
public final class Loss {
  private final double sum;
  private final float[] gradient;
  private final MetricSums metrics;

  /**
   * A loss.
   *
   * @param sum the loss summed over the examples, not averaged
   * @param gradient derivative of {@code sum} with respect to each target's log-probability
   * @param metrics what else to report, as sums with weights
   */
  public Loss(double sum, float[] gradient, MetricSums metrics) {
    this.sum = sum;
    this.gradient = gradient;
    this.metrics = metrics;
  }

  /** A loss with nothing else to report. */
  public Loss(double sum, float[] gradient) {
    this(sum, gradient, new MetricSums());
  }

  public double sum() {
    return sum;
  }

  public float[] gradient() {
    return gradient;
  }

  public MetricSums metrics() {
    return metrics;
  }
}
