package dev.herder.dpo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.RunFailure;
import dev.herder.dpo.loss.LossSettings;
import dev.herder.dpo.loss.MarginLoss;
import dev.herder.dpo.loss.PreferenceLoss;
import dev.herder.dpo.loss.StepFacts;
import dev.herder.dpo.loss.WeightedLoss;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.train.Forward;
import dev.herder.engine.train.Loss;
import dev.herder.engine.train.MetricSums;
import dev.herder.engine.train.MicroBatches;
import dev.herder.engine.train.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DpoObjectiveTest {
  private static final int[] PROMPT = {5, 6, 7};

  private static Example example() {
    Answer chosen = new Answer(new int[] {11, 12, 2}, new boolean[] {true, true, false});
    Answer rejected = new Answer(new int[] {13, 2}, new boolean[] {true, false});
    Example example = Example.pair("a:1", PROMPT, chosen, rejected);
    example.setReference(new double[] {-2.5, -1.25});
    return example;
  }

  private static Loss loss(double nllWeight, List<Example> examples, float... logProbs) {
    DpoObjective objective =
        new DpoObjective(WeightedLoss.of(new MarginLoss.Sigmoid(0.1, 0), nllWeight));
    PackedBatch.Builder builder = new PackedBatch.Builder();
    examples.forEach(example -> objective.pack(example, builder));
    return objective
        .ofStep(1, examples, new FakeModel(99))
        .loss(examples, builder.build(), logProbs);
  }

  @Test
  void formatTokensHaveNoContrastButANegativeLogLikelihood() {
    float[] logProbs = {-1f, -1.5f, -0.25f, -1.75f, -3f};
    Loss loss = loss(0, List.of(example()), logProbs);
    double delta = (-2.5 + 2.5) - (-1.75 + 1.25);
    double slope = 0.1 / (1 + Math.exp(0.1 * delta));
    assertEquals(Math.log1p(Math.exp(-0.1 * delta)), loss.sum(), 1e-12);
    assertEquals(-slope, loss.gradient()[0], 1e-8);
    assertEquals(-slope, loss.gradient()[1], 1e-8);
    assertEquals(0, loss.gradient()[2]);
    assertEquals(slope, loss.gradient()[3], 1e-8);
    assertEquals(0, loss.gradient()[4]);

    Loss withNll = loss(0.2, List.of(example()), logProbs);
    assertEquals(loss.sum() + 0.2 * 2.75 / 3, withNll.sum(), 1e-12);
    assertEquals(-0.2 / 3, withNll.gradient()[2], 1e-8);
    assertEquals(0, withNll.gradient()[4]);
  }

  @Test
  void secondPairReadsItsOwnTargets() {
    Loss loss =
        loss(0, List.of(example(), example()), -1f, -1.5f, 0f, -1.25f, 0f, -1f, -1.5f, 0f, -9f, 0f);
    double second = Math.log1p(Math.exp(-0.1 * 7.75));
    assertEquals(Math.log(2) + second, loss.sum(), 1e-12);
    assertEquals(Double.valueOf(0.5), loss.metrics().averages().get("rewards/accuracies"));
  }

  @Test
  void accuracyCountsTheChosenAnswer() {
    Example one = example();
    DpoObjective objective = new DpoObjective(WeightedLoss.of(new MarginLoss.Hinge(0.1), 0));
    PackedBatch.Builder builder = new PackedBatch.Builder();
    objective.pack(one, builder);
    assertArrayEquals(
        new boolean[] {true, true, true, false, false},
        objective
            .ofStep(1, List.of(one), new FakeModel(99))
            .accuracyTargets(List.of(one), builder.build()));
  }

  static Stream<String> names() {
    return LossSettings.NAMES.stream();
  }

  /** A step gives the same loss, gradient and metrics however it is split. */
  @ParameterizedTest
  @MethodSource("names")
  void anySplitIsTheSame(String name) {
    WeightedLoss loss =
        new LossSettings(
                List.of(name),
                List.of(),
                0.3,
                name.equals("exo_pair") ? 0.01 : 0,
                0.05,
                0.5,
                1,
                2,
                0.3)
            .build();
    List<Example> examples = examples(loss.needs());
    if (loss.needsKl()) {
      examples = Examples.mismatched(examples, examples.size());
    }
    Result whole = step(loss, examples, 10_000);
    for (int limit : new int[] {1, 40, 75}) {
      Result split = step(loss, examples, limit);
      assertTrue(split.parts > 1);
      assertEquals(whole.sum, split.sum, 1e-9 * Math.abs(whole.sum), name);
      assertEquals(whole.gradient.size(), split.gradient.size());
      for (int i = 0; i < whole.gradient.size(); i++) {
        assertEquals(whole.gradient.get(i), split.gradient.get(i), 1e-7, name + " target " + i);
      }
      whole.metrics.forEach(
          (metric, value) ->
              assertEquals(value, split.metrics.getOrDefault(metric, Double.NaN), 1e-6, metric));
    }
  }

  private record Result(int parts, double sum, List<Float> gradient, Map<String, Double> metrics) {}

  private static Result step(WeightedLoss loss, List<Example> examples, int limit) {
    DpoObjective objective = new DpoObjective(loss);
    FakeModel model = new FakeModel(limit);
    Objective<Example> now = objective.ofStep(1, examples, model);
    double sum = 0;
    List<Float> gradient = new ArrayList<>();
    MetricSums metrics = new MetricSums();
    List<List<Example>> parts = MicroBatches.split(examples, objective::tokens, limit);
    for (List<Example> part : parts) {
      PackedBatch.Builder builder = new PackedBatch.Builder();
      part.forEach(example -> objective.pack(example, builder));
      PackedBatch batch = builder.build();
      Loss own = now.loss(part, batch, model.logProbs(batch));
      sum += own.sum();
      for (float each : own.gradient()) {
        gradient.add(each);
      }
      metrics.addAll(own.metrics());
    }
    return new Result(parts.size(), sum, gradient, metrics.averages());
  }

  private static List<Example> examples(PreferenceLoss.Needs needs) {
    SplittableRandom random = new SplittableRandom(4);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      int answers = needs == PreferenceLoss.Needs.LABELS ? 1 : 2 + i % 2;
      List<Answer> all = new ArrayList<>();
      double[] reference = new double[4];
      for (int k = 0; k < answers; k++) {
        int[] ids = random.ints(2 + random.nextInt(9), 3, 90).toArray();
        boolean[] contrasted = new boolean[ids.length];
        Arrays.fill(contrasted, 0, ids.length - 1, true);
        all.add(new Answer(ids, contrasted));
        reference[k] = -random.nextDouble(9);
      }
      boolean good = needs != PreferenceLoss.Needs.LABELS || i % 3 != 1;
      Example example =
          new Example("rows:" + i, random.ints(4 + i, 3, 90).toArray(), all, null, good, 0);
      example.setReference(reference);
      examples.add(example);
    }
    return examples;
  }

  @Test
  void divergenceIsThatOfMismatchedAnswers() {
    WeightedLoss kto =
        new LossSettings(List.of("kto"), List.of(), 0.3, 0, 0.05, 0.5, 1, 1, 0.0).build();
    List<Example> examples = Examples.mismatched(examples(PreferenceLoss.Needs.LABELS), 4);
    assertEquals(examples.get(3).answers().get(0), examples.get(0).mismatched());
    assertEquals(examples.get(0).answers().get(0), examples.get(1).mismatched());
    assertEquals(examples.get(6).answers().get(0), examples.get(4).mismatched());
    FakeModel model = new FakeModel(40);
    double sum = 0;
    for (int i = 0; i < examples.size(); i++) {
      Example example = examples.get(i);
      example.setReference(new double[] {-1, -20 - i});
      PackedBatch.Builder builder = new PackedBatch.Builder();
      example.pack(example.scored().subList(1, 2), builder);
      float[] logProbs = model.logProbs(builder.build());
      sum += example.scored().get(1).sum(logProbs, 0) + 20 + i;
    }
    assertTrue(sum > 0);
    assertEquals(
        sum / examples.size(),
        step(kto, examples, 40).metrics().getOrDefault("kl", Double.NaN),
        1e-6);
  }

  @Test
  void aFirstLossThatCannotBeStopsTheRun() {
    WeightedLoss sigmoid = WeightedLoss.of(new MarginLoss.Sigmoid(0.1, 0), 0.2);
    assertEquals(Math.log(2) + 0.2 * 0.5, firstLoss(sigmoid, -1.25), 1e-6);
    RunFailure failure = assertThrows(RunFailure.class, () -> firstLoss(sigmoid, -2.25));
    assertTrue(String.valueOf(failure.getMessage()).contains("must be 0.793147"));
  }

  /** The first step of a pair whose rejected answer the reference gives so much. */
  private static double firstLoss(WeightedLoss loss, double rejected) {
    StepWatch watch = new StepWatch(loss, 1e-3, 0, new LastSeen(List.of()));
    DpoObjective objective = new DpoObjective(loss, watch, null, null);
    Example example = example();
    example.setReference(new double[] {-1, rejected});
    List<Example> one = List.of(example);
    Objective<Example> now = objective.ofStep(1, one, new FakeModel(99));
    PackedBatch.Builder builder = new PackedBatch.Builder();
    objective.pack(example, builder);
    float[] logProbs = {-0.5f, -0.5f, -0.5f, -1.25f, -4f};
    Loss first = now.loss(one, builder.build(), logProbs);
    now.check(1, first.sum(), first.metrics().averages());
    return first.sum();
  }

  @Test
  void aFallingChosenAnswerStopsTheRun() {
    WeightedLoss loss = WeightedLoss.of(new MarginLoss.Sigmoid(0.1, 0), 0);
    StepWatch watch = new StepWatch(null, 0, 2, new LastSeen(List.of()));
    watch.check(7, 0.5, 0, Map.of("logratios/chosen", -1.9));
    RunFailure failure =
        assertThrows(
            RunFailure.class, () -> watch.check(8, 0.5, 0, Map.of("logratios/chosen", -2.1)));
    assertTrue(String.valueOf(failure.getMessage()).contains("step 8"));
    assertEquals(0, watch.lossAtReference(List.of(), new StepFacts(1, 0, 1, 0)));
    assertTrue(loss.usesReference());
  }

  /** Log-probabilities as a function of tokens and positions alone. */
  private static final class FakeModel implements Forward {
    private final int limit;

    FakeModel(int limit) {
      this.limit = limit;
    }

    @Override
    public float[] logProbs(PackedBatch batch) {
      int[] ids = batch.targetIds();
      int[] rows = batch.targetRows();
      float[] logProbs = new float[ids.length];
      for (int i = 0; i < ids.length; i++) {
        int position = batch.positions()[rows[i]];
        logProbs[i] = -(float) (1 + Math.sin(ids[i] * 12.9898 + position * 78.233)) / 2;
      }
      return logProbs;
    }

    @Override
    public int microBatchTokens() {
      return limit;
    }
  }
}
