package dev.herder.reward;

import dev.herder.core.UserError;
import java.util.Locale;

/**
 * A loss on the scores of ranked answers, without a margin.
 *
 * <p>All arithmetic is in float64. With two answers all of them are the Bradley-Terry loss -log
 * sigmoid(better - worse) of "The Llama 3 Herd of Models", 4.1.2.
 */
public sealed interface RankingLoss {
  /**
   * The loss of one row.
   *
   * @param scores best answer first, at least two
   * @param slopes the derivative with respect to each score is added to it
   */
  double of(double[] scores, double[] slopes);

  /** What a row with so many answers counts for in the divisor of the loss. */
  double weight(int answers);

  /** The name on the command line. */
  String id();

  /**
   * The mean of -log sigmoid(better - worse) over the pairs of a row: every row counts the same.
   */
  record RowMean() implements RankingLoss {
    @Override
    public double of(double[] scores, double[] slopes) {
      return pairs(scores, slopes, 1.0 / pairs(scores.length));
    }

    @Override
    public double weight(int answers) {
      return 1;
    }

    @Override
    public String id() {
      return "row-mean";
    }
  }

  /**
   * The sum of -log sigmoid(better - worse) over the pairs of a row: every pair counts the same.
   */
  record PairMean() implements RankingLoss {
    @Override
    public double of(double[] scores, double[] slopes) {
      return pairs(scores, slopes, 1);
    }

    @Override
    public double weight(int answers) {
      return pairs(answers);
    }

    @Override
    public String id() {
      return "pair-mean";
    }
  }

  /**
   * The likelihood of the whole ranking (Plackett 1975, Luce 1959): the sum over all places but the
   * last of logsumexp(this and all worse) - this.
   */
  record PlackettLuce() implements RankingLoss {
    @Override
    public double of(double[] scores, double[] slopes) {
      double loss = 0;
      for (int i = 0; i + 1 < scores.length; i++) {
        double most = scores[i];
        for (int j = i + 1; j < scores.length; j++) {
          most = Math.max(most, scores[j]);
        }
        double sum = 0;
        for (int j = i; j < scores.length; j++) {
          sum += Math.exp(scores[j] - most);
        }
        loss += most + Math.log(sum) - scores[i];
        for (int j = i; j < scores.length; j++) {
          slopes[j] += Math.exp(scores[j] - most) / sum;
        }
        slopes[i] -= 1;
      }
      return loss;
    }

    @Override
    public double weight(int answers) {
      return 1;
    }

    @Override
    public String id() {
      return "plackett-luce";
    }
  }

  /**
   * Finds a loss by its name.
   *
   * @throws UserError if there is none
   */
  static RankingLoss of(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "row-mean" -> new RowMean();
      case "pair-mean" -> new PairMean();
      case "plackett-luce" -> new PlackettLuce();
      default ->
          throw new UserError(
              "loss-type: unknown '%s', expected row-mean, pair-mean or plackett-luce"
                  .formatted(name));
    };
  }

  /** Number of ordered pairs among so many answers. */
  static int pairs(int answers) {
    return answers * (answers - 1) / 2;
  }

  private static double pairs(double[] scores, double[] slopes, double weight) {
    double loss = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = i + 1; j < scores.length; j++) {
        double margin = scores[i] - scores[j];
        loss -= weight * logSigmoid(margin);
        double slope = weight * sigmoid(-margin);
        slopes[i] -= slope;
        slopes[j] += slope;
      }
    }
    return loss;
  }

  /** 1 / (1 + exp(-x)), without overflow. */
  static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  private static double logSigmoid(double x) {
    return x > 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
  }
}
