package dev.herder.dpo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.train.Loss;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DpoObjectiveTest {
  private static final int[] PROMPT = {5, 6, 7};

  private static DpoObjective.Referenced example() {
    Pair.Answer chosen = new Pair.Answer(new int[] {11, 12, 2}, new boolean[] {true, true, false});
    Pair.Answer rejected = new Pair.Answer(new int[] {13, 2}, new boolean[] {true, false});
    return new DpoObjective.Referenced(new Pair("a:1", PROMPT, chosen, rejected), -2.5, -1.25);
  }

  private static PackedBatch batch(DpoObjective.Referenced... examples) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    DpoObjective objective = new DpoObjective(new PreferenceLoss.Sigmoid(0.1), 0.2);
    for (DpoObjective.Referenced example : examples) {
      objective.pack(example, builder);
    }
    return builder.build();
  }

  @Test
  void formatTokensHaveNoContrastButANegativeLogLikelihood() {
    DpoObjective objective = new DpoObjective(new PreferenceLoss.Sigmoid(0.1), 0);
    float[] logProbs = {-1f, -1.5f, -0.25f, -1.75f, -3f};
    Loss loss = objective.loss(List.of(example()), batch(example()), logProbs);
    double delta = (-2.5 + 2.5) - (-1.75 + 1.25);
    double slope = 0.1 / (1 + Math.exp(0.1 * delta));
    assertEquals(Math.log1p(Math.exp(-0.1 * delta)), loss.sum(), 1e-12);
    assertEquals(-slope, loss.gradient()[0], 1e-8);
    assertEquals(-slope, loss.gradient()[1], 1e-8);
    assertEquals(0, loss.gradient()[2]);
    assertEquals(slope, loss.gradient()[3], 1e-8);
    assertEquals(0, loss.gradient()[4]);

    Loss withNll =
        new DpoObjective(new PreferenceLoss.Sigmoid(0.1), 0.2)
            .loss(List.of(example()), batch(example()), logProbs);
    assertEquals(loss.sum() + 0.2 * 2.75 / 3, withNll.sum(), 1e-12);
    assertEquals(-0.2 / 3, withNll.gradient()[2], 1e-8);
    assertEquals(0, withNll.gradient()[4]);
  }

  @Test
  void secondPairReadsItsOwnTargets() {
    DpoObjective objective = new DpoObjective(new PreferenceLoss.Sigmoid(0.1), 0);
    float[] logProbs = {-1f, -1.5f, 0f, -1.25f, 0f, -1f, -1.5f, 0f, -9f, 0f};
    Loss loss =
        objective.loss(List.of(example(), example()), batch(example(), example()), logProbs);
    double second = Math.log1p(Math.exp(-0.1 * 7.75));
    assertEquals(Math.log(2) + second, loss.sum(), 1e-12);
    assertEquals(Double.valueOf(0.5), loss.metrics().averages().get("rewards/accuracies"));
  }
}
