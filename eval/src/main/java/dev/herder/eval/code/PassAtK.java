package dev.herder.eval.code;

/** The chance that at least one of k samples is right. */
final class PassAtK {
  private PassAtK() {}

  /**
   * The unbiased estimate 1 - C(n-c, k) / C(n, k) from more samples than k (Chen and others, <a
   * href="https://arxiv.org/abs/2107.03374">"Evaluating Large Language Models Trained on Code"</a>,
   * equation 1), as a product, so that nothing overflows.
   *
   * @param n samples, at least k
   * @param c right ones among them
   */
  static double estimate(int n, int c, int k) {
    if (k < 1 || n < k || c < 0 || c > n) {
      throw new IllegalArgumentException("n=" + n + ", c=" + c + ", k=" + k);
    }
    if (n - c < k) {
      return 1;
    }
    double none = 1;
    for (int i = n - c + 1; i <= n; i++) {
      none *= 1 - (double) k / i;
    }
    return 1 - none;
  }
}
