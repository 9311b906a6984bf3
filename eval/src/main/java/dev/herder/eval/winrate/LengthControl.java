package dev.herder.eval.winrate;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * What the win rate would be if both sides' answers were equally long.
 *
 * <p>A logistic regression of the preference on the difference in length, as in Dubois and others,
 * <a href="https://arxiv.org/abs/2404.04475">"Length-Controlled AlpacaEval"</a> (section 3): the
 * chance of a win is sigmoid(theta + phi tanh(d / sd(d))), with d the length of the model's answer
 * minus the opponent's; the controlled rate is sigmoid(theta). The paper's third term, the
 * difficulty of each instruction, needs many models' judgements and is left out. phi has a Gaussian
 * prior of variance 1, without which few items could send it to infinity.
 */
final class LengthControl {
  private static final int MOST_STEPS = 200;

  private final double[] preferences;
  private final double[] length;
  private final double theta;
  private final double phi;

  private LengthControl(double[] preferences, double[] length, double theta, double phi) {
    this.preferences = preferences;
    this.length = length;
    this.theta = theta;
    this.phi = phi;
  }

  /**
   * Fits it.
   *
   * @param preferences 1 for a win of the model, 0 for a loss, 0.5 for a tie
   * @param differences length of the model's answer minus the other's
   */
  static LengthControl fit(double[] preferences, double[] differences) {
    double spread = new StandardDeviation(false).evaluate(differences);
    double[] length =
        Arrays.stream(differences).map(d -> spread == 0 ? 0 : Math.tanh(d / spread)).toArray();
    double mean = Arrays.stream(preferences).average().orElse(0.5);
    if (mean == 0 || mean == 1) {
      return new LengthControl(preferences, length, mean == 0 ? -1e3 : 1e3, 0);
    }
    double theta = Math.log(mean / (1 - mean));
    double phi = 0;
    for (int step = 0; step < MOST_STEPS; step++) {
      double gradientTheta = 0;
      double gradientPhi = -phi;
      double a = 0;
      double b = 0;
      double c = 1;
      for (int i = 0; i < length.length; i++) {
        double p = sigmoid(theta + phi * length[i]);
        double w = p * (1 - p);
        gradientTheta += preferences[i] - p;
        gradientPhi += (preferences[i] - p) * length[i];
        a += w;
        b += w * length[i];
        c += w * length[i] * length[i];
      }
      double determinant = a * c - b * b;
      double moveTheta = clipped((c * gradientTheta - b * gradientPhi) / determinant);
      double movePhi = clipped((a * gradientPhi - b * gradientTheta) / determinant);
      theta += moveTheta;
      phi += movePhi;
      if (Math.abs(moveTheta) + Math.abs(movePhi) < 1e-12) {
        break;
      }
    }
    return new LengthControl(preferences, length, theta, phi);
  }

  /** A full Newton step far from the optimum may overshoot. */
  private static double clipped(double move) {
    return Math.max(-2, Math.min(2, move));
  }

  /** The controlled win rate, 0 to 1. */
  double rate() {
    return sigmoid(theta);
  }

  /** How much length counts: above 0 where longer answers win. */
  double effect() {
    return phi;
  }

  /**
   * The preferences less what length explains of each.
   *
   * <p>Their mean is {@link #rate}: at the optimum the mean of the predictions is that of the
   * preferences.
   */
  double[] controlled() {
    double[] controlled = new double[length.length];
    for (int i = 0; i < controlled.length; i++) {
      controlled[i] = preferences[i] - sigmoid(theta + phi * length[i]) + sigmoid(theta);
    }
    return controlled;
  }

  private static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }
}
