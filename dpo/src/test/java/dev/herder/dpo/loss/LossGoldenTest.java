package dev.herder.dpo.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses and derivatives of a step against TRL's own loss code, see {@code golden/losses.py}. */
final class LossGoldenTest {
  static Stream<JsonNode> cases() throws IOException {
    try (InputStream in = LossGoldenTest.class.getResourceAsStream("/golden/losses.json")) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossAndDerivativesAreTheOnesOfTrl(JsonNode golden) {
    boolean single = golden.path("source").asText().contains("float32");
    double tolerance = single ? 1e-6 : 1e-11;
    List<ExampleLogProbs> step = step(golden);
    WeightedLoss loss = settings(golden).build();
    List<LossSlopes> slopes = loss.of(step, facts(golden, step));
    double sum = slopes.stream().mapToDouble(LossSlopes::loss).sum();
    assertEquals(golden.path("loss").asDouble(), sum / step.size(), tolerance);
    for (int i = 0; i < step.size(); i++) {
      for (int k = 0; k < step.get(i).answers().size(); k++) {
        JsonNode answer = golden.path("answers").path(i).path(k);
        double every = k == 0 ? slopes.get(i).likelihood() : 0;
        double own = (slopes.get(i).answer(k) + every) / step.size();
        assertEquals(answer.path("slope").asDouble(), own, tolerance, "example " + i + "," + k);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rewardsAndLogProbsAreTheOnesOfTrl(JsonNode golden) {
    JsonNode metrics = golden.path("metrics");
    List<ExampleLogProbs> step = step(golden);
    WeightedLoss loss = settings(golden).build();
    if (metrics.isMissingNode() || golden.path("loss_type").path(0).asText().equals("sft")) {
      return;
    }
    double chosen = step.stream().mapToDouble(e -> loss.reward(e.chosen())).average().orElseThrow();
    double rejected =
        step.stream().mapToDouble(e -> loss.reward(e.rejected())).average().orElseThrow();
    assertEquals(metrics.path("rewards/chosen").asDouble(), chosen, 1e-12);
    assertEquals(metrics.path("rewards/rejected").asDouble(), rejected, 1e-12);
    assertEquals(metrics.path("rewards/margins").asDouble(), chosen - rejected, 1e-12);
  }

  @Test
  void everyLossHasGoldens() throws IOException {
    TreeSet<String> seen = new TreeSet<>();
    cases().forEach(c -> c.path("loss_type").forEach(name -> seen.add(name.asText())));
    assertEquals(new TreeSet<>(LossSettings.NAMES), seen);
    assertTrue(cases().count() > 25);
  }

  private static List<ExampleLogProbs> step(JsonNode golden) {
    List<ExampleLogProbs> step = new ArrayList<>();
    for (JsonNode example : golden.path("answers")) {
      List<AnswerLogProbs> answers = new ArrayList<>();
      for (JsonNode answer : example) {
        answers.add(
            new AnswerLogProbs(
                answer.path("policy").asDouble(),
                answer.path("reference").asDouble(),
                answer.path("tokens").asInt()));
      }
      JsonNode labels = golden.path("labels");
      step.add(
          new ExampleLogProbs(
              answers,
              answers.get(0).policy(),
              answers.get(0).tokens(),
              golden.path("settings").path("offset").asDouble(0),
              labels.isMissingNode() || labels.path(step.size()).asBoolean()));
    }
    return step;
  }

  private static StepFacts facts(JsonNode golden, List<ExampleLogProbs> step) {
    int good = (int) step.stream().filter(ExampleLogProbs::desirable).count();
    double length =
        step.stream().filter(ExampleLogProbs::desirable).mapToInt(ExampleLogProbs::length).sum();
    return new StepFacts(
        length / step.size(), golden.path("kl").asDouble(0), good, step.size() - good);
  }

  private static LossSettings settings(JsonNode golden) {
    JsonNode s = golden.path("settings");
    List<String> types = new ArrayList<>();
    golden.path("loss_type").forEach(name -> types.add(name.asText()));
    List<Double> weights = new ArrayList<>();
    s.path("loss_weights").forEach(weight -> weights.add(weight.asDouble()));
    return new LossSettings(
        types,
        weights,
        s.path("beta").asDouble(),
        s.path("label_smoothing").asDouble(0),
        s.path("tau").asDouble(0.05),
        s.path("simpo_gamma").asDouble(0.5),
        s.path("desirable_weight").asDouble(1),
        s.path("undesirable_weight").asDouble(1),
        0.0);
  }
}
