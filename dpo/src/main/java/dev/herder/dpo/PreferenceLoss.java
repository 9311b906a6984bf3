package dev.herder.dpo;

import dev.herder.core.UserError;
import java.util.Locale;

/**
 * A loss on a pair of answers, as a function of the policy's and the reference's log-probabilities.
 *
 * <p>All arithmetic is in float64. {@code delta} is [log pi(chosen) - log ref(chosen)] - [log
 * pi(rejected) - log ref(rejected)], in nats.
 */
public sealed interface PreferenceLoss {
  /**
   * The loss of one pair and its derivatives.
   *
   * @param loss the loss
   * @param chosen its derivative with respect to the policy's log-probability of the chosen answer
   * @param rejected its derivative with respect to that of the rejected answer
   */
  record Value(double loss, double chosen, double rejected) {}

  /**
   * Evaluates the loss.
   *
   * @param pair summed log-probabilities and lengths of both answers
   */
  Value of(PairLogProbs pair);

  /** What implicit rewards are scaled by. */
  double beta();

  /** The name on the command line, TRL's where it has one. */
  String id();

  /**
   * -log sigmoid(beta delta) (Rafailov et al. 2023).
   *
   * @param beta above 0
   */
  record Sigmoid(double beta) implements PreferenceLoss {
    public Sigmoid {
      checkBeta(beta);
    }

    @Override
    public Value of(PairLogProbs pair) {
      double x = beta * pair.delta();
      double slope = -beta * sigmoid(-x);
      return new Value(-logSigmoid(x), slope, -slope);
    }

    @Override
    public String id() {
      return "sigmoid";
    }
  }

  /**
   * max(0, 1 - beta delta) (Zhao et al. 2023, SLiC).
   *
   * @param beta above 0
   */
  record Hinge(double beta) implements PreferenceLoss {
    public Hinge {
      checkBeta(beta);
    }

    @Override
    public Value of(PairLogProbs pair) {
      double margin = 1 - beta * pair.delta();
      double slope = margin > 0 ? -beta : 0;
      return new Value(Math.max(0, margin), slope, -slope);
    }

    @Override
    public String id() {
      return "hinge";
    }
  }

  /**
   * (h - 1 / (2 beta))^2, h the difference of per-token averages (Azar et al. 2023; averaged as in
   * TRL).
   *
   * @param beta above 0
   */
  record Ipo(double beta) implements PreferenceLoss {
    public Ipo {
      checkBeta(beta);
    }

    @Override
    public Value of(PairLogProbs pair) {
      double h =
          (pair.chosen() - pair.referenceChosen()) / pair.chosenTokens()
              - (pair.rejected() - pair.referenceRejected()) / pair.rejectedTokens();
      double miss = h - 1 / (2 * beta);
      return new Value(
          miss * miss, 2 * miss / pair.chosenTokens(), -2 * miss / pair.rejectedTokens());
    }

    @Override
    public String id() {
      return "ipo";
    }
  }

  /**
   * Finds a loss by its name.
   *
   * @throws UserError if there is none, or beta is out of range
   */
  static PreferenceLoss of(String name, double beta) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "sigmoid" -> new Sigmoid(beta);
      case "hinge" -> new Hinge(beta);
      case "ipo" -> new Ipo(beta);
      default ->
          throw new UserError(
              "loss-type: unknown '%s', expected sigmoid, hinge or ipo".formatted(name));
    };
  }

  private static void checkBeta(double beta) {
    if (!(beta > 0 && Double.isFinite(beta))) {
      throw new UserError("beta: " + beta + " is out of range, expected above 0");
    }
  }

  private static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  private static double logSigmoid(double x) {
    return x > 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
  }
}
