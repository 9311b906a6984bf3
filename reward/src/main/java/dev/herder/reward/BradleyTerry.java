package dev.herder.reward;

import dev.herder.core.UserError;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.train.Loss;
import dev.herder.engine.train.MetricSums;
import dev.herder.engine.train.Objective;
import java.util.List;

/**
 * Ranked answers in one row: the prompt is computed once, the answers do not see each other, so
 * that the scores are those of separate rows.
 *
 * <p>Source: "The Llama 3 Herd of Models", 4.1.2, whose answers see those before them; isolating
 * them costs the same here. The regulariser that keeps scores near zero is that of Eisenstein et
 * al. 2023, in TRL's form. Metrics have TRL's names.
 */
final class BradleyTerry implements Objective<Ranking> {
  private final RankingLoss loss;
  private final double centering;

  /**
   * An objective.
   *
   * @param centering weight of the mean of (better + worse)^2 over pairs, 0 for none
   */
  BradleyTerry(RankingLoss loss, double centering) {
    if (!(centering >= 0 && Double.isFinite(centering))) {
      throw new UserError(
          "center-rewards-coefficient: " + centering + " is out of range, expected 0 or more");
    }
    this.loss = loss;
    this.centering = centering;
  }

  @Override
  public void pack(Ranking example, PackedBatch.Builder batch) {
    example.pack(batch);
  }

  @Override
  public int tokens(Ranking example) {
    return example.tokens();
  }

  @Override
  public double weight(Ranking example) {
    return loss.weight(example.size());
  }

  @Override
  public String describe(Ranking example) {
    return example.source().toString();
  }

  @Override
  public Loss loss(List<Ranking> examples, PackedBatch batch, float[] scores) {
    float[] gradient = new float[scores.length];
    MetricSums metrics = new MetricSums();
    double sum = 0;
    int first = 0;
    for (Ranking example : examples) {
      double[] own = new double[example.size()];
      for (int i = 0; i < own.length; i++) {
        own[i] = scores[first + i];
      }
      double[] slopes = new double[own.length];
      sum += loss.of(own, slopes) + center(own, slopes);
      for (int i = 0; i < own.length; i++) {
        gradient[first + i] = (float) slopes[i];
      }
      report(metrics, own);
      first += own.length;
    }
    return new Loss(sum, gradient, metrics);
  }

  private double center(double[] scores, double[] slopes) {
    if (centering == 0) {
      return 0;
    }
    double each = centering * loss.weight(scores.length) / RankingLoss.pairs(scores.length);
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = i + 1; j < scores.length; j++) {
        double both = scores[i] + scores[j];
        sum += each * both * both;
        slopes[i] += 2 * each * both;
        slopes[j] += 2 * each * both;
      }
    }
    return sum;
  }

  private static void report(MetricSums metrics, double[] scores) {
    for (double score : scores) {
      metrics.least("min_reward", score);
      metrics.add("mean_reward", score, 1);
      metrics.most("max_reward", score);
    }
    for (int i = 0; i < scores.length; i++) {
      for (int j = i + 1; j < scores.length; j++) {
        metrics.add("accuracy", scores[i] > scores[j] ? 1 : 0, 1);
        metrics.add("margin", scores[i] - scores[j], 1);
      }
    }
  }
}
