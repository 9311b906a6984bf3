package dev.herder.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.data.Source;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.checkpoint.LoraMatrix;
import dev.herder.engine.checkpoint.LoraTarget;
import dev.herder.engine.checkpoint.PeftAdapter;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.model.Adapter;
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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps of reward modelling against TRL's RewardTrainer in float32. */
final class GoldenTrainingTest {
  private static final Path ROOT = Path.of("../engine/src/test/resources/golden/model/training");
  private static final List<String> METRICS =
      List.of("min_reward", "mean_reward", "max_reward", "margin");

  @ParameterizedTest
  @CsvSource({"plain,0", "plain,128", "center,0", "cosine,0", "lora,0"})
  void stepsAreThoseOfTrl(String name, int microBatchTokens) throws IOException {
    JsonNode golden =
        new ObjectMapper().readTree(ROOT.resolve("reward-" + name + ".json").toFile());
    JsonNode s = golden.path("settings");
    try (CausalLm model = model(name.equals("lora"), microBatchTokens)) {
      TrainSettings settings = settings(s);
      AdamW optimizer =
          new AdamW(
              model.session().manager(),
              model.session().kernels(),
              settings.adamw(),
              model.trainable());
      TrainLoop<Ranking> loop =
          new TrainLoop<>(
              model.network(),
              optimizer,
              settings,
              new BradleyTerry(
                  new RankingLoss.RowMean(), s.path("center_rewards_coefficient").asDouble()),
              rankings(golden.path("encoded").asText()),
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
        assertEquals(expected.path("learning_rate").asDouble(), step.learningRate(), 1e-12, where);
        for (String metric : METRICS) {
          assertEquals(
              expected.path(metric).asDouble(),
              step.metrics().getOrDefault(metric, Double.NaN),
              1e-4,
              where + " " + metric);
        }
        assertEquals(
            expected.path("accuracy").asDouble(),
            step.metrics().getOrDefault("accuracy", Double.NaN),
            1e-9,
            where);
      }
      double noise = golden.path("eager_against_sdpa").path("final_weight").asDouble();
      float[] head = model.trainable().get(model.trainable().size() - 1).values().toFloatArray();
      assertEquals(24, golden.path("final_head").size());
      for (int i = 0; i < head.length; i++) {
        assertEquals(
            golden.path("final_head").get(i).asDouble(),
            head[i],
            Math.max(2e-5, 10 * noise),
            name + " head " + i);
      }
    }
  }

  private static CausalLm model(boolean adapted, int microBatchTokens) throws IOException {
    Machine.Wish wish = new Machine.Wish("cpu", "float32", 2, microBatchTokens);
    LoraConfig lora =
        adapted ? new LoraConfig(4, 8, EnumSet.allOf(Projection.class), false, 0) : null;
    CausalLm model =
        CausalLm.open(
            ROOT.resolve("base"),
            new CausalLm.Options(
                    wish, adapted ? Machine.Use.ADAPTER : Machine.Use.FULL, lora, false)
                .with(new CausalLm.Scoring(0)));
    model.readScore(ROOT.resolve("reward-head.safetensors"));
    Adapter adapter = model.adapter();
    if (adapter != null) {
      try (PeftAdapter files =
          PeftAdapter.open(ROOT.resolve("reward-lora-start"), model.config())) {
        for (LoraTarget target : files.targets()) {
          for (LoraMatrix matrix : LoraMatrix.values()) {
            char side = matrix == LoraMatrix.A ? 'A' : 'B';
            adapter
                .values()
                .write(
                    adapter.slot(Adapter.name(target.layer(), target.projection(), side)),
                    FloatBuffer.wrap(files.read(target, matrix)));
          }
        }
      }
    }
    return model;
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

  /** Chosen and rejected whole, as TRL has them; here their common beginning is the prompt. */
  private static List<Ranking> rankings(String file) throws IOException {
    List<Ranking> rankings = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve(file))) {
      JsonNode row = new ObjectMapper().readTree(line);
      int[] chosen = ids(row.path("chosen"));
      int[] rejected = ids(row.path("rejected"));
      int shared = Arrays.mismatch(chosen, rejected);
      rankings.add(
          new Ranking(
              new Source(file, rankings.size() + 1L),
              Arrays.copyOf(chosen, shared),
              List.of(
                  Arrays.copyOfRange(chosen, shared, chosen.length),
                  Arrays.copyOfRange(rejected, shared, rejected.length)),
              0));
    }
    return rankings;
  }

  private static int[] ids(JsonNode array) {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = array.get(i).asInt();
    }
    return ids;
  }
}
