package dev.herder.reward;

import dev.herder.core.RunFailure;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.lm.CausalLm;
import java.util.ArrayList;
import java.util.List;

/** Scores rankings with a loaded model, as many at once as its memory allows. */
final class Scoring {
  private Scoring() {}

  /**
   * The scores of each ranking's answers, in their order.
   *
   * @throws RunFailure if a score is not finite; names the row
   */
  static List<double[]> of(CausalLm model, List<Ranking> rankings) {
    List<double[]> scores = new ArrayList<>();
    List<Ranking> part = new ArrayList<>();
    int tokens = 0;
    for (Ranking ranking : rankings) {
      if (!part.isEmpty()
          && tokens + ranking.tokens() > model.session().compute().microBatchTokens()) {
        score(model, part, scores);
        part.clear();
        tokens = 0;
      }
      part.add(ranking);
      tokens += ranking.tokens();
    }
    if (!part.isEmpty()) {
      score(model, part, scores);
    }
    return scores;
  }

  private static void score(CausalLm model, List<Ranking> part, List<double[]> into) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    part.forEach(ranking -> ranking.pack(builder));
    float[] all = model.network().logProbs(builder.build()).logProbs();
    int first = 0;
    for (Ranking ranking : part) {
      double[] own = new double[ranking.size()];
      for (int i = 0; i < own.length; i++) {
        own[i] = all[first++];
        if (!Double.isFinite(own[i])) {
          throw new RunFailure(ranking.source() + ": the score is " + own[i] + ", not finite");
        }
      }
      into.add(own);
    }
  }
}
