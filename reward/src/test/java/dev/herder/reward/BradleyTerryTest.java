package dev.herder.reward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.Source;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.model.LogProbGradient;
import dev.herder.engine.train.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ranked answers in one row against separate rows, in float32. */
final class BradleyTerryTest {
  private static final Path BASE =
      Path.of("../engine/src/test/resources/golden/model/training/base");
  private static final int[] PROMPT = {5, 9, 33, 21, 7};
  private static final List<int[]> ANSWERS =
      List.of(
          new int[] {40, 41, 42, 2},
          new int[] {50, 2},
          new int[] {60, 61, 62, 63, 64, 65, 2},
          new int[] {70, 71, 0, 0});

  private static CausalLm model() throws IOException {
    Machine.Wish wish = new Machine.Wish("cpu", "float32", 2, 0);
    CausalLm model =
        CausalLm.open(
            BASE,
            new CausalLm.Options(wish, Machine.Use.FULL, null, false)
                .with(new CausalLm.Scoring(0)));
    model.initialise(1);
    return model;
  }

  private static Ranking ranking(List<int[]> answers) {
    return new Ranking(new Source("rows", 1), PROMPT, answers, 0);
  }

  /** The same answers as rows of their own, the prompt in each. */
  private static List<Ranking> separate() {
    List<Ranking> rows = new ArrayList<>();
    for (int[] answer : ANSWERS) {
      int[] whole = Arrays.copyOf(PROMPT, PROMPT.length + answer.length);
      System.arraycopy(answer, 0, whole, PROMPT.length, answer.length);
      rows.add(new Ranking(new Source("rows", 1), whole, List.of(new int[0]), 0));
    }
    return rows;
  }

  @Test
  void inOneRowScoresAreThoseOfSeparateRowsInAnyOrder() throws IOException {
    try (CausalLm model = model()) {
      double[] together = Scoring.of(model, List.of(ranking(ANSWERS))).get(0);
      List<double[]> apart = Scoring.of(model, separate());
      List<int[]> backwards = new ArrayList<>(ANSWERS);
      Collections.reverse(backwards);
      double[] reversed = Scoring.of(model, List.of(ranking(backwards))).get(0);
      for (int i = 0; i < together.length; i++) {
        assertEquals(apart.get(i)[0], together[i], 1e-5, "answer " + i);
        assertEquals(together[i], reversed[together.length - 1 - i], 1e-5, "answer " + i);
      }
    }
  }

  @Test
  void gradientsAreThoseOfSeparateRows() throws IOException {
    RankingLoss loss = new RankingLoss.RowMean();
    BradleyTerry objective = new BradleyTerry(loss, 0.1);
    try (CausalLm model = model()) {
      Ranking row = ranking(ANSWERS);
      float[][] slopes = new float[1][];
      PackedBatch.Builder packed = new PackedBatch.Builder();
      objective.pack(row, packed);
      PackedBatch batch = packed.build();
      model
          .network()
          .forwardBackward(
              batch,
              (LogProbGradient.Computed)
                  scores -> {
                    slopes[0] = objective.loss(List.of(row), batch, scores).gradient();
                    return slopes[0];
                  });
      float[] together = gradients(model);
      PackedBatch.Builder apart = new PackedBatch.Builder();
      separate().forEach(each -> each.pack(apart));
      model
          .network()
          .forwardBackward(apart.build(), (LogProbGradient.Computed) scores -> slopes[0]);
      assertArrayEquals(together, gradients(model), 1e-5f);
    }
  }

  /** The gradients so far, which are then cleared. */
  private static float[] gradients(CausalLm model) {
    List<Float> all = new ArrayList<>();
    model
        .trainable()
        .forEach(
            group -> {
              for (float value : group.gradients().toFloatArray()) {
                all.add(value);
              }
              model.session().kernels().run("zero_", group.gradients());
            });
    float[] result = new float[all.size()];
    float largest = 0;
    for (int i = 0; i < result.length; i++) {
      result[i] = all.get(i);
      largest = Math.max(largest, Math.abs(result[i]));
    }
    assertTrue(largest > 0.01, "gradients are not all zero");
    return result;
  }

  @Test
  void lossIsSummedOverRowsWithTrlsMetrics() {
    BradleyTerry objective = new BradleyTerry(new RankingLoss.RowMean(), 0.5);
    Ranking two = ranking(ANSWERS.subList(0, 2));
    Ranking three = ranking(ANSWERS.subList(0, 3));
    PackedBatch.Builder builder = new PackedBatch.Builder();
    objective.pack(two, builder);
    objective.pack(three, builder);
    float[] scores = {1.2f, 0.4f, 2, 1, 0};
    Loss loss = objective.loss(List.of(two, three), builder.build(), scores);
    double centred = 0.5 * (1.6 * 1.6 + (9.0 + 4 + 1) / 3);
    assertEquals(0.3711006659 + 0.2511504620 + centred, loss.sum(), 1e-6);
    assertEquals(-0.3100255189 + 2 * 0.5 * 1.6, loss.gradient()[0], 1e-6);
    assertEquals(0, metric(loss, "min_reward"), 1e-9);
    assertEquals(2, metric(loss, "max_reward"), 1e-9);
    assertEquals(4.6 / 5, metric(loss, "mean_reward"), 1e-6);
    assertEquals(1, metric(loss, "accuracy"), 1e-9);
    assertEquals((0.8 + 1 + 2 + 1) / 4, metric(loss, "margin"), 1e-6);
  }

  private static double metric(Loss loss, String name) {
    return loss.metrics().averages().getOrDefault(name, Double.NaN);
  }

  @Test
  void theScoreIsReadBeforePadding() {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    ranking(List.of(new int[] {70, 71, 0, 0}, new int[] {0, 0})).pack(builder);
    assertArrayEquals(new int[] {6, 4}, builder.build().targetRows());
  }

  @Test
  void aNegativeCentringIsRefused() {
    assertThrows(UserError.class, () -> new BradleyTerry(new RankingLoss.RowMean(), -0.1));
  }
}
