package dev.herder.reward;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/**
 * How a reward model does on pairs, beside a ruler that knows nothing but length.
 *
 * @param pairs how many
 * @param accuracy share with the better answer scored higher
 * @param margin mean of better minus worse
 * @param longerWins share with the better answer longer in tokens; a tie counts a half
 */
record Verdict(long pairs, double accuracy, double margin, double longerWins) {
  /** The verdict on the pairs of some rankings. */
  static Verdict of(List<Judged> all, Predicate<Judged> wanted) {
    long pairs = 0;
    double right = 0;
    double margin = 0;
    double longer = 0;
    for (Judged one : all) {
      if (!wanted.test(one)) {
        continue;
      }
      double[] scores = one.scores();
      for (int i = 0; i < scores.length; i++) {
        for (int j = i + 1; j < scores.length; j++) {
          pairs++;
          right += scores[i] > scores[j] ? 1 : 0;
          margin += scores[i] - scores[j];
          int more = Integer.compare(one.ranking().length(i), one.ranking().length(j));
          longer += (1 + more) / 2.0;
        }
      }
    }
    return new Verdict(pairs, right / pairs, margin / pairs, longer / pairs);
  }

  /** Better minus worse of every pair. */
  static double[] margins(List<Judged> all) {
    return all.stream().flatMapToDouble(one -> margins(one.scores())).toArray();
  }

  static DoubleStream margins(double[] scores) {
    DoubleStream.Builder margins = DoubleStream.builder();
    for (int i = 0; i < scores.length; i++) {
      for (int j = i + 1; j < scores.length; j++) {
        margins.add(scores[i] - scores[j]);
      }
    }
    return margins.build();
  }

  /** Pearson's correlation of two samples; NaN where one of them is constant. */
  static double correlation(double[] x, double[] y) {
    double meanX = DoubleStream.of(x).average().orElse(0);
    double meanY = DoubleStream.of(y).average().orElse(0);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    return xy / Math.sqrt(xx * yy);
  }
}
