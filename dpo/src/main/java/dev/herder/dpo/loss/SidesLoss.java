package dev.herder.dpo.loss;

/** Losses that judge the chosen and the rejected answer each for itself. */
public sealed interface SidesLoss extends PairLoss {
  /**
   * -log sigmoid(u) - [log sigmoid(-u) + log sigmoid(-v)] / 2 (NCA, Chen et al. 2024).
   *
   * @param beta above 0
   */
  record NcaPair(double beta) implements SidesLoss {
    @Override
    public Value of(ExampleLogProbs pair) {
      double u = reward(pair.chosen());
      double v = reward(pair.rejected());
      return new Value(
          -Logistic.logSigmoid(u) - 0.5 * (Logistic.logSigmoid(-u) + Logistic.logSigmoid(-v)),
          beta * (-Logistic.sigmoid(-u) + 0.5 * Logistic.sigmoid(u)),
          beta * 0.5 * Logistic.sigmoid(v));
    }

    @Override
    public String id() {
      return "nca_pair";
    }
  }

  /**
   * -log sigmoid(u) - log sigmoid(-v) (BCO, Jung et al. 2024, without its running shift, as in
   * TRL).
   *
   * @param beta above 0
   */
  record BcoPair(double beta) implements SidesLoss {
    @Override
    public Value of(ExampleLogProbs pair) {
      double u = reward(pair.chosen());
      double v = reward(pair.rejected());
      return new Value(
          -Logistic.logSigmoid(u) - Logistic.logSigmoid(-v),
          -beta * Logistic.sigmoid(-u),
          beta * Logistic.sigmoid(v));
    }

    @Override
    public String id() {
      return "bco_pair";
    }
  }

  /**
   * (u/beta - 1/(2 beta))^2 + (v/beta + 1/(2 beta))^2: SPPO with certain labels (Wu et al. 2024).
   *
   * @param beta above 0
   */
  record SppoHard(double beta) implements SidesLoss {
    @Override
    public Value of(ExampleLogProbs pair) {
      double winner = pair.chosen().ratio() - 0.5 / beta;
      double loser = pair.rejected().ratio() + 0.5 / beta;
      return new Value(winner * winner + loser * loser, 2 * winner, 2 * loser);
    }

    @Override
    public String id() {
      return "sppo_hard";
    }
  }

  /**
   * 1 - sigmoid(u) + sigmoid(v): the chosen answer is better than the model's own (D'Oosterlinck et
   * al. 2024, equation 7).
   *
   * @param beta above 0
   */
  record ApoZero(double beta) implements SidesLoss {
    @Override
    public Value of(ExampleLogProbs pair) {
      double u = reward(pair.chosen());
      double v = reward(pair.rejected());
      return new Value(
          Logistic.sigmoid(-u) + Logistic.sigmoid(v),
          -beta * Logistic.slope(u),
          beta * Logistic.slope(v));
    }

    @Override
    public String id() {
      return "apo_zero";
    }
  }

  /**
   * sigmoid(u) + 1 - sigmoid(u - v): the chosen answer is worse than the model's own (D'Oosterlinck
   * et al. 2024, equation 8).
   *
   * @param beta above 0
   */
  record ApoDown(double beta) implements SidesLoss {
    @Override
    public Value of(ExampleLogProbs pair) {
      double u = reward(pair.chosen());
      double between = Logistic.slope(u - reward(pair.rejected()));
      return new Value(
          Logistic.sigmoid(u) + Logistic.sigmoid(reward(pair.rejected()) - u),
          beta * (Logistic.slope(u) - between),
          beta * between);
    }

    @Override
    public String id() {
      return "apo_down";
    }
  }
}
