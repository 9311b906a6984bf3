package dev.herder.sft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.data.Source;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.Encoded;
import dev.herder.engine.train.AdamW;
import dev.herder.engine.train.LrSchedule;
import dev.herder.engine.train.StepReport;
import dev.herder.engine.train.TrainLoop;
import dev.herder.engine.train.TrainSettings;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of supervised fine-tuning against TRL in float32. */
final class GoldenTrainingTest {
  private static final Path ROOT = Path.of("../engine/src/test/resources/golden/model/training");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sft-all-constant",
        "sft-all-cosine",
        "sft-all-cosine-accumulate2",
        "sft-all-truncated",
        "sft-assistant-linear",
        "sft-assistant-linear-accumulate4",
        "sft-completion-inverse-sqrt"
      })
  void stepsAreThoseOfTrl(String name) throws IOException {
    JsonNode golden = new ObjectMapper().readTree(ROOT.resolve(name + ".json").toFile());
    JsonNode s = golden.path("settings");
    boolean accumulates = s.path("gradient_accumulation_steps").asInt() > 1;
    Machine.Wish wish = new Machine.Wish("cpu", "float32", 2, accumulates ? 64 : 0);
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
      TrainLoop<Encoded> loop =
          new TrainLoop<>(
              model.network(),
              optimizer,
              settings,
              new TokenCrossEntropy(),
              rows(golden.path("encoded").asText(), s.path("max_length").asInt()),
              model.session().compute().microBatchTokens(),
              0);
      assertEquals(6, loop.totalSteps());
      assertEquals(6, golden.path("steps").size());
      for (JsonNode expected : golden.path("steps")) {
        StepReport step = loop.step(expected.path("step").asLong());
        String where = name + " step " + step.step();
        double loss = expected.path("loss").asDouble();
        assertEquals(loss, step.loss(), 1e-4 * loss, where);
        double norm = expected.path("grad_norm").asDouble();
        assertEquals(norm, step.gradNorm(), 1e-3 * norm, where);
        assertEquals(expected.path("learning_rate").asDouble(), step.learningRate(), 1e-12, where);
        assertEquals(expected.path("supervised_tokens").asLong(), step.targets(), where);
        assertEquals(expected.path("num_tokens").asLong(), step.totalTokens(), where);
        if (!accumulates) {
          assertEquals(
              expected.path("mean_token_accuracy").asDouble(),
              step.metrics().getOrDefault("mean_token_accuracy", -1.0),
              1e-6,
              where);
        }
      }
      double noise = golden.path("eager_against_sdpa").path("final_weight").asDouble();
      assertWeights(golden.path("final"), model, Math.max(2e-5, 10 * noise));
    }
  }

  private static void assertWeights(JsonNode expected, CausalLm model, double tolerance) {
    assertEquals(model.weights().layout().slots().keySet().size(), expected.size());
    for (ParameterLayout.Slot slot : model.weights().layout().slots().values()) {
      JsonNode of = expected.path(slot.name());
      FloatBuffer values = model.weights().master().read(slot);
      double squares = 0;
      for (int i = 0; i < slot.size(); i++) {
        squares += (double) values.get(i) * values.get(i);
      }
      double norm = of.path("norm").asDouble();
      assertTrue(norm > 0, slot.name());
      assertEquals(norm, Math.sqrt(squares), 1e-4 * norm, slot.name());
      assertEquals(4, of.path("first").size());
      for (int i = 0; i < 4; i++) {
        assertEquals(
            of.path("first").get(i).asDouble(), values.get(i), tolerance, slot.name() + " " + i);
      }
    }
  }

  private static TrainSettings settings(JsonNode s) {
    double warmup = s.path("warmup_steps").asDouble();
    return new TrainSettings(
        s.path("learning_rate").asDouble(),
        s.path("per_device_train_batch_size").asInt()
            * s.path("gradient_accumulation_steps").asInt(),
        1,
        s.path("max_steps").asLong(),
        LrSchedule.of(s.path("lr_scheduler_type").asText()),
        warmup < 1 ? warmup : 0,
        warmup < 1 ? 0 : (long) warmup,
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

  private static List<Encoded> rows(String file, int maxLength) throws IOException {
    List<Encoded> rows = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve(file))) {
      JsonNode row = new ObjectMapper().readTree(line);
      int length = Math.min(maxLength, row.path("ids").size());
      int[] ids = new int[length];
      boolean[] loss = new boolean[length];
      for (int i = 0; i < length; i++) {
        ids[i] = row.path("ids").get(i).asInt();
        loss[i] = i > 0 && row.path("labels").get(i).asInt() != -100;
      }
      rows.add(new Encoded(new Source(file, rows.size() + 1L), ids, loss));
    }
    return rows;
  }
}
