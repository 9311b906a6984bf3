package dev.herder.dpo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.dpo.loss.LossSettings;
import dev.herder.dpo.loss.WeightedLoss;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.train.AdamW;
import dev.herder.engine.train.LrSchedule;
import dev.herder.engine.train.StepReport;
import dev.herder.engine.train.TrainLoop;
import dev.herder.engine.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps of direct preference optimisation against TRL in float32. */
final class GoldenTrainingTest {
  private static final Path ROOT = Path.of("../engine/src/test/resources/golden/model/training");
  private static final List<String> METRICS =
      List.of(
          "rewards/chosen",
          "rewards/rejected",
          "rewards/margins",
          "logps/chosen",
          "logps/rejected");

  @ParameterizedTest
  @CsvSource({
    "dpo-sigmoid,0",
    "dpo-sigmoid,64",
    "dpo-sigmoid-cosine,0",
    "dpo-sigmoid-sft,0",
    "dpo-sigmoid-sft,64"
  })
  void stepsAreThoseOfTrl(String name, int microBatchTokens) throws IOException {
    JsonNode golden = new ObjectMapper().readTree(ROOT.resolve(name + ".json").toFile());
    JsonNode s = golden.path("settings");
    Machine.Wish wish = new Machine.Wish("cpu", "float32", 2, microBatchTokens);
    try (CausalLm model =
        CausalLm.open(
            ROOT.resolve("base"), new CausalLm.Options(wish, Machine.Use.FULL, null, false))) {
      TrainSettings settings = settings(s);
      AdamW optimizer =
          new AdamW(
              model.session().manager(),
              model.session().kernels(),
              settings.adamw(),
              model.trainable());
      List<String> types = new ArrayList<>();
      s.path("loss_type").forEach(type -> types.add(type.asText()));
      List<Double> weights = new ArrayList<>();
      s.path("loss_weights").forEach(weight -> weights.add(weight.asDouble()));
      WeightedLoss loss =
          new LossSettings(
                  types.isEmpty() ? List.of(s.path("loss_type").asText()) : types,
                  weights,
                  s.path("beta").asDouble(),
                  0,
                  0.05,
                  0.5,
                  1,
                  1,
                  0.0)
              .build();
      TrainLoop<Example> loop =
          new TrainLoop<>(
              model.network(),
              optimizer,
              settings,
              new DpoObjective(loss),
              pairs(golden.path("encoded").asText()),
              model.session().compute().microBatchTokens(),
              0);
      assertEquals(4, golden.path("steps").size());
      for (JsonNode expected : golden.path("steps")) {
        StepReport step = loop.step(expected.path("step").asLong());
        String where = name + " step " + step.step();
        double value = expected.path("loss").asDouble();
        assertEquals(value, step.loss(), 1e-4 * value, where);
        double norm = expected.path("grad_norm").asDouble();
        assertEquals(norm, step.gradNorm(), 1e-3 * norm, where);
        for (String metric : List.of("entropy", "mean_token_accuracy")) {
          assertEquals(
              expected.path(metric).asDouble(),
              step.metrics().getOrDefault(metric, Double.NaN),
              1e-3,
              where + " " + metric);
        }
        assertEquals(expected.path("learning_rate").asDouble(), step.learningRate(), 1e-12, where);
        for (String metric : METRICS) {
          double of = expected.path(metric).asDouble();
          assertEquals(
              of,
              step.metrics().getOrDefault(metric, Double.NaN),
              1e-4 * Math.max(1, Math.abs(of)),
              where + " " + metric);
        }
        if (Math.abs(expected.path("rewards/chosen").asDouble()) > 1e-4) {
          // Before the weights move both rewards are zero but for rounding, which would decide.
          assertEquals(
              expected.path("rewards/accuracies").asDouble(),
              step.metrics().getOrDefault("rewards/accuracies", Double.NaN),
              1e-9,
              where);
        }
      }
    }
  }

  private static TrainSettings settings(JsonNode s) {
    return new TrainSettings(
        s.path("learning_rate").asDouble(),
        s.path("per_device_train_batch_size").asInt(),
        1,
        s.path("max_steps").asLong(),
        LrSchedule.of(s.path("lr_scheduler_type").asText()),
        s.path("warmup_steps").asDouble(),
        0,
        new AdamW.Settings(
            s.path("adam_beta1").asDouble(),
            s.path("adam_beta2").asDouble(),
            s.path("adam_epsilon").asDouble(),
            s.path("weight_decay").asDouble()),
        s.path("max_grad_norm").asDouble(),
        false,
        0,
        1,
        0,
        false);
  }

  private static List<Example> pairs(String file) throws IOException {
    List<Example> pairs = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve(file))) {
      JsonNode row = new ObjectMapper().readTree(line);
      Example pair =
          Example.pair(
              file + ":" + (pairs.size() + 1),
              ids(row.path("prompt")),
              answer(row.path("chosen")),
              answer(row.path("rejected")));
      pair.setReference(
          new double[] {
            row.path("ref_chosen_logps").asDouble(), row.path("ref_rejected_logps").asDouble()
          });
      pairs.add(pair);
    }
    return pairs;
  }

  /** An answer whose every token is contrasted, as in TRL. */
  private static Answer answer(JsonNode array) {
    boolean[] all = new boolean[array.size()];
    Arrays.fill(all, true);
    return new Answer(ids(array), all);
  }

  private static int[] ids(JsonNode array) {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = array.get(i).asInt();
    }
    return ids;
  }
}
