package dev.herder.core.config;

import dev.herder.core.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of every kind, for the tests. */
record Settings(
    Path model,
    List<Path> data,
    String name,
    boolean shuffle,
    int maxSteps,
    long seed,
    Dtype dtype,
    Optim optim,
    Map<String, Double> weights,
    @Nullable Path reference,
    @Nullable Lora lora,
    List<Stage> stages,
    Map<String, Object> extra) {
  enum Dtype {
    AUTO,
    FLOAT_32
  }

  record Optim(double learningRate, float epsilon, double topP, Schedule schedule) {
    Optim {
      if (!(learningRate > 0)) {
        throw new UserError("learning-rate: " + learningRate + " is out of range, expected > 0");
      }
      if (!(topP > 0 && topP <= 1)) {
        throw new UserError("top-p: " + topP + " is out of range, expected above 0, at most 1");
      }
      if (epsilon > learningRate) {
        throw new IllegalArgumentException("epsilon above the learning rate");
      }
    }
  }

  sealed interface Schedule {}

  record Constant() implements Schedule {}

  record Cosine(double minRatio, int warmupSteps) implements Schedule {}

  record Step(int every) implements Schedule {}

  record Lora(int rank, List<String> targets) {}

  record Stage(String id, int k) {}

  static final ConfigTypes TYPES =
      ConfigTypes.builder()
          .variant(Schedule.class, "constant", new Constant())
          .variant(Schedule.class, "cosine", new Cosine(0.1, 5))
          .variant(Schedule.class, "step", Step.class)
          .defaults(new Lora(16, List.of("q", "v")))
          .build();

  static Settings defaults() {
    return new Settings(
        Path.of("/models/tiny"),
        List.of(Path.of("/data/a.jsonl")),
        "a run",
        true,
        100,
        42,
        Dtype.AUTO,
        new Optim(1e-5, 1e-8f, 0.9, new Cosine(0.2, 7)),
        Map.of("sft", 1.5),
        null,
        null,
        List.of(new Stage("one", 4)),
        Map.of());
  }
}
