package dev.herder.dpo.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers computed in float64 from the papers' formulas, and finite differences. */
final class PreferenceLossTest {
  private static final ExampleLogProbs PAIR = pair(-12, -15, -13, -14, 8, 10);
  private static final StepFacts FACTS = new StepFacts(6.5, 0.5, 2, 1);

  private static ExampleLogProbs pair(
      double chosen, double rejected, double refChosen, double refRejected, int n, int m) {
    return ExampleLogProbs.pair(
        new AnswerLogProbs(chosen, refChosen, n), new AnswerLogProbs(rejected, refRejected, m));
  }

  @Test
  void sigmoid() {
    PairLoss.Value value = new MarginLoss.Sigmoid(0.1, 0).of(PAIR);
    assertEquals(0.5981388694, value.loss(), 1e-10);
    assertEquals(-0.0450166003, value.chosen(), 1e-10);
    assertEquals(0.0450166003, value.rejected(), 1e-10);
    assertEquals(0.1, new MarginLoss.Sigmoid(0.1, 0).reward(PAIR.chosen()), 1e-15);
    assertEquals(-0.1, new MarginLoss.Sigmoid(0.1, 0).reward(PAIR.rejected()), 1e-15);
  }

  @Test
  void presetAddsTheLikelihoodPerToken() {
    WeightedLoss preset = WeightedLoss.of(new MarginLoss.Sigmoid(0.1, 0), 0.2);
    LossSlopes slopes = preset.of(List.of(PAIR), FACTS).get(0);
    assertEquals(0.8981388694, slopes.loss(), 1e-10);
    assertEquals(-0.2 / 8, slopes.likelihood(), 1e-15);
  }

  @Test
  void otherGoldens() {
    assertEquals(0.8, new MarginLoss.Hinge(0.1).of(PAIR).loss(), 1e-12);
    assertEquals(22.800625, new AverageLoss.Ipo(0.1).of(PAIR).loss(), 1e-9);
    ExampleLogProbs averages = pair(-8, -15, 0, 0, 8, 10);
    assertEquals(0.6931471806, new ReferenceFreeLoss.Simpo(2, 1, 0).of(averages).loss(), 1e-10);
    assertEquals(
        0.7575990353, new ReferenceFreeLoss.Simpo(2.5, 1.375, 0).of(averages).loss(), 1e-10);
    double orpo =
        WeightedLoss.of(new ReferenceFreeLoss.Orpo(0.1), 1)
            .of(List.of(averages), FACTS)
            .get(0)
            .loss();
    assertEquals(1.0401135489, orpo, 1e-10);
  }

  @Test
  void kto() {
    WeightedLoss kto = WeightedLoss.of(new LabelLoss.Kto(0.1, 1, 1), 0);
    List<ExampleLogProbs> rows = List.of(labelled(-4, -5, true), labelled(-6, -5, false));
    List<LossSlopes> slopes = kto.of(rows, FACTS);
    assertEquals(0.4875026035, slopes.get(0).loss(), 1e-10);
    assertEquals(0.4625701547, slopes.get(1).loss(), 1e-10);
  }

  private static ExampleLogProbs labelled(double policy, double reference, boolean good) {
    return new ExampleLogProbs(
        List.of(new AnswerLogProbs(policy, reference, 4)), policy, 4, 0, good);
  }

  @Test
  void plackettLuceOfTwoIsSigmoid() {
    WeightedLoss luce = WeightedLoss.of(new RankLoss.PlackettLuce(0.1), 0);
    LossSlopes slopes = luce.of(List.of(PAIR), FACTS).get(0);
    assertEquals(0.5981388694, slopes.loss(), 1e-10);
    assertEquals(-0.0450166003, slopes.answer(0), 1e-10);
    assertEquals(0.0450166003, slopes.answer(1), 1e-10);
  }

  @Test
  void plackettLuceOfThree() {
    List<AnswerLogProbs> answers =
        List.of(
            new AnswerLogProbs(2, 0, 1), new AnswerLogProbs(1, 0, 1), new AnswerLogProbs(0, 0, 1));
    ExampleLogProbs example = new ExampleLogProbs(answers, 2, 1, 0, true);
    WeightedLoss luce = WeightedLoss.of(new RankLoss.PlackettLuce(1), 0);
    assertEquals(0.7208676520, luce.of(List.of(example), FACTS).get(0).loss(), 1e-10);
  }

  @Test
  void startsAtLogTwo() {
    ExampleLogProbs equal = pair(-3, -9, -3, -9, 2, 5);
    assertEquals(Math.log(2), new MarginLoss.Sigmoid(0.3, 0.2).of(equal).loss(), 1e-15);
    ExampleLogProbs same = PAIR.atReference();
    assertEquals(Math.log(2), new MarginLoss.Sigmoid(0.3, 0).of(same).loss(), 1e-15);
  }

  @Test
  void extremeMarginsStayFinite() {
    for (String name : LossSettings.NAMES) {
      for (double far : new double[] {-3e4, 3e4}) {
        ExampleLogProbs example = pair(Math.min(far, 0), Math.min(-far, 0), -5, -7, 3, 4);
        LossSlopes slopes =
            settings(name).build().of(List.of(example(name, example)), FACTS).get(0);
        assertTrue(Double.isFinite(slopes.loss()), name);
        assertTrue(Double.isFinite(slopes.answer(0)), name);
      }
    }
  }

  private static ExampleLogProbs example(String name, ExampleLogProbs pair) {
    return settings(name).build().needs() == PreferenceLoss.Needs.LABELS
        ? new ExampleLogProbs(List.of(pair.chosen()), pair.likelihood(), pair.length(), 0, true)
        : pair;
  }

  private static LossSettings settings(String name) {
    double smoothing = name.equals("exo_pair") || name.equals("aot") ? 0.1 : 0;
    return new LossSettings(List.of(name), List.of(), 0.4, smoothing, 0.3, 0.5, 1.25, 0.75, 0.2);
  }

  static Stream<String> names() {
    return LossSettings.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void derivativesEqualFiniteDifferences(String name) {
    WeightedLoss loss = settings(name).build();
    boolean labels = loss.needs() == PreferenceLoss.Needs.LABELS;
    double[][] policy =
        labels
            ? new double[][] {{-3.5}, {-7.25}, {-2}}
            : new double[][] {{-3.5, -4, -6}, {-7.25, -5, -1.5}, {-2, -2.5, -9}};
    List<LossSlopes> slopes = loss.of(step(policy, labels), FACTS);
    double h = 1e-6;
    for (int i = 0; i < policy.length; i++) {
      for (int k = 0; k < policy[i].length; k++) {
        double exact = slopes.get(i).answer(k) + (k == 0 ? slopes.get(i).likelihood() : 0);
        double at = policy[i][k];
        policy[i][k] = at + h;
        double up = total(loss, step(policy, labels));
        policy[i][k] = at - h;
        double down = total(loss, step(policy, labels));
        policy[i][k] = at;
        assertEquals((up - down) / (2 * h), exact, 1e-7, name + " " + i + "," + k);
      }
    }
  }

  private static double total(WeightedLoss loss, List<ExampleLogProbs> step) {
    return loss.of(step, FACTS).stream().mapToDouble(LossSlopes::loss).sum();
  }

  private static List<ExampleLogProbs> step(double[][] policy, boolean labels) {
    double[][] reference = {{-3, -4.5, -6.25}, {-7, -4.75, -2}, {-2.5, -2, -8}};
    List<ExampleLogProbs> step = new ArrayList<>();
    for (int i = 0; i < policy.length; i++) {
      List<AnswerLogProbs> answers = new ArrayList<>();
      for (int k = 0; k < policy[i].length; k++) {
        answers.add(new AnswerLogProbs(policy[i][k], reference[i][k], 3 + i + 2 * k));
      }
      step.add(new ExampleLogProbs(answers, policy[i][0], 4 + i, 0, !(labels && i == 1)));
    }
    return step;
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertTrue(refusal("sigmod").contains("sigmoid"));
    assertTrue(refusal("exo_pair").contains("label-smoothing"));
    assertTrue(refusal("sigmoid", "sigmoid").contains("twice"));
    assertTrue(refusal("sigmoid", "kto").contains("labelled"));
    assertThrows(
        UserError.class,
        () -> new LossSettings(List.of("hinge"), List.of(), 0, 0, 1, 0, 1, 1, null));
    assertThrows(
        UserError.class,
        () -> new LossSettings(List.of("hinge"), List.of(), 0.1, 0.2, 1, 0, 1, 1, null));
    assertThrows(
        UserError.class,
        () -> new LossSettings(List.of("hinge"), List.of(1.0, 2.0), 0.1, 0, 1, 0, 1, 1, null));
  }

  private static String refusal(String... types) {
    return String.valueOf(
        assertThrows(
                UserError.class,
                () -> new LossSettings(List.of(types), List.of(), 0.1, 0, 1, 0, 1, 1, null))
            .getMessage());
  }

  @Test
  void likelihoodSuitsTheLoss() {
    assertEquals(0.2, weight("sigmoid"));
    assertEquals(0.2, weight("APO-zero"));
    assertEquals(1, weight("orpo"));
    assertEquals(0, weight("kto"));
    assertEquals(0, weight("sigmoid", "sft"));
  }

  private static double weight(String... types) {
    return new LossSettings(List.of(types), List.of(), 0.1, 0, 1, 0, 1, 1, null)
        .build()
        .nllWeight();
  }
}
