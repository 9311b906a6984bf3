package dev.herder.engine.generate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** What temperature and filters leave of a distribution, by their definition in float64. */
final class Filtered {
  private Filtered() {}

  /** Probabilities that sum to 1, from logits or log-probabilities. */
  static double[] of(float[] logits, double temperature, int topK, double topP, double minP) {
    double most = 0;
    double[] p = truncated(softmax(logits, temperature), topK, topP);
    for (double each : p) {
      most = Math.max(most, each);
    }
    double least = most * minP;
    double[] kept = Arrays.stream(p).map(x -> x < least ? 0 : x).toArray();
    double sum = Arrays.stream(kept).sum();
    return Arrays.stream(kept).map(x -> x / sum).toArray();
  }

  static double[] softmax(float[] logits, double temperature) {
    double most = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElseThrow();
    double[] p = new double[logits.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp((logits[i] - most) / temperature);
    }
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(x -> x / sum).toArray();
  }

  /** Keeps the most probable tokens by number, then, renormalised, by mass. */
  static double[] truncated(double[] p, int topK, double topP) {
    Integer[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -p[i]))
            .toArray(Integer[]::new);
    int most = topK > 0 ? Math.min(topK, p.length) : p.length;
    double mass = 0;
    for (int rank = 0; rank < most; rank++) {
      mass += p[order[rank]];
    }
    double[] kept = new double[p.length];
    double before = 0;
    for (int rank = 0; rank < most && before / mass < topP; rank++) {
      kept[order[rank]] = p[order[rank]];
      before += p[order[rank]];
    }
    return kept;
  }
}
