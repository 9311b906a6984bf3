package dev.herder.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.generate.Likelihoods;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Models that are one number, their skill: training raises it, and a skilled model answers more
 * prompts right. Everything is a function of the inputs, written bit by bit.
 */
final class FakeSeams {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STEPS = 3;

  private final Runnable moment;
  private final Map<String, Object> sftSettings;
  private final Map<String, Object> dpoSettings;
  final List<String> trained = Collections.synchronizedList(new ArrayList<>());
  final List<String> opened = Collections.synchronizedList(new ArrayList<>());

  /**
   * Fakes.
   *
   * @param moment called wherever a kill is interesting
   */
  FakeSeams(Runnable moment, Map<String, Object> sftSettings, Map<String, Object> dpoSettings) {
    this.moment = moment;
    this.sftSettings = sftSettings;
    this.dpoSettings = dpoSettings;
  }

  static FakeSeams of(Runnable moment) {
    return new FakeSeams(moment, Map.of("gain", 0.02), Map.of("gain", 0.05));
  }

  Seams seams() {
    return seams(1, 1, 1);
  }

  /**
   * With so many variants as the recipe's blocks have; the second learns twice as fast, and so on.
   */
  Seams seams(Recipe recipe) {
    return seams(
        TrainingBlock.of("sft", recipe.sft()).variants().size(),
        TrainingBlock.of("dpo", recipe.dpo()).variants().size(),
        TrainingBlock.of("reward", recipe.reward()).variants().size());
  }

  private Seams seams(int sft, int dpo, int reward) {
    return new Seams(
        variants(sft, Purpose.TRAINING_SFT, sftSettings),
        variants(dpo, Purpose.PREFERENCE, dpoSettings),
        variants(reward, Purpose.PREFERENCE, Map.of("gain", 0.01)),
        this::average,
        new Samplers(),
        new Judges());
  }

  private List<TrainingStep> variants(int count, Purpose purpose, Map<String, Object> settings) {
    List<TrainingStep> variants = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Map<String, Object> own = new TreeMap<>(settings);
      int faster = i;
      own.computeIfPresent("gain", (key, gain) -> ((Number) gain).doubleValue() * faster);
      variants.add(new Trainer(purpose, own));
    }
    return variants;
  }

  private void average(List<ModelRef> models, Path out) throws IOException {
    double sum = 0;
    for (ModelRef model : models) {
      moment.run();
      sum += skill(model.directory());
    }
    writeModel(out, sum / models.size());
  }

  static void writeModel(Path folder, double skill) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), "{\"skill\":" + skill + "}\n");
    Files.writeString(folder.resolve("model.safetensors"), "weights " + skill);
  }

  static double skill(Path folder) throws IOException {
    return JSON.readTree(folder.resolve("config.json").toFile()).path("skill").asDouble();
  }

  private Map<String, Object> train(
      TrainingJob job, Purpose purpose, Map<String, Object> settings, RunContext context)
      throws IOException {
    int names = job.out().getNameCount();
    trained.add(job.out().subpath(names - 2, names).toString());
    List<Row> rows = RowReader.read(List.of(job.data().file()), purpose).rows();
    double gain = ((Number) settings.getOrDefault("gain", 0)).doubleValue();
    double skill = skill(job.model().directory());
    Path state = job.out().resolve("checkpoint.txt");
    for (int step = Files.exists(state) ? Files.readString(state).length() : 0;
        step < STEPS;
        step++) {
      moment.run();
      AtomicFiles.writeString(state, "x".repeat(step + 1));
      if (context.stopRequested().getAsBoolean()) {
        return Map.of();
      }
    }
    double noise = Math.floorMod(context.seed(), 100) / 1e5;
    double learned = Math.min(0.95, skill + gain * rows.size() + noise);
    Files.writeString(job.out().resolve("model.safetensors"), "weig");
    moment.run();
    writeModel(job.out(), learned);
    Files.writeString(
        job.out().resolve("metrics.jsonl"),
        "{\"step\":1,\"loss\":2,\"num_tokens\":40}\n{\"step\":2,\"loss\":1,\"num_tokens\":80}\n");
    moment.run();
    return Map.of("rows", (long) rows.size());
  }

  private final class Trainer implements TrainingStep {
    private final Purpose purpose;
    private final Map<String, Object> settings;

    Trainer(Purpose purpose, Map<String, Object> settings) {
      this.purpose = purpose;
      this.settings = settings;
    }

    @Override
    public JsonNode settings() {
      return JSON.valueToTree(settings);
    }

    @Override
    public Map<String, Object> run(TrainingJob job, RunContext context) throws IOException {
      return train(job, purpose, settings, context);
    }
  }

  /** Scores a right answer 2 and a wrong one -2, less a hundredth for each sample before it. */
  private final class Judges implements JudgeFactory {
    @Override
    public JsonNode settings() {
      return JSON.valueToTree(Map.of("dtype", "fake"));
    }

    @Override
    public Judge open(ModelRef reward, ModelRef answering, RunContext context) throws IOException {
      opened.add(reward.directory().getFileName() + " for " + skill(answering.directory()));
      return new Judge() {
        @Override
        public List<Double> score(List<Completion> answers) {
          return answers.stream()
              .map(
                  answer -> {
                    Object right = answer.prompt().variables().get("answer");
                    boolean good = answer.text().endsWith(" " + right);
                    return (good ? 2.0 : -2.0) - answer.sample() / 100.0;
                  })
              .toList();
        }

        @Override
        public String id() {
          return "fake";
        }

        @Override
        public void close() {
          moment.run();
        }
      };
    }
  }

  private final class Samplers implements SamplerFactory {
    @Override
    public JsonNode settings() {
      return JSON.valueToTree(Map.of("dtype", "fake"));
    }

    @Override
    public Sampler open(ModelRef model, RunContext context) throws IOException {
      double skill = skill(model.directory());
      return new Sampler() {
        @Override
        public void generate(
            List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
          for (Row.Prompt prompt : prompts) {
            for (int sample = 0; sample < sampling.n(); sample++) {
              sink.accept(answer(prompt, sample, sampling, skill));
              moment.run();
            }
          }
        }

        /** A skilled model finds every text more probable. */
        @Override
        public Likelihoods likelihoods() {
          return asked ->
              asked.stream()
                  .map(
                      each -> {
                        moment.run();
                        int length = each.text().length();
                        return new Likelihood(-length * (1 - skill), length);
                      })
                  .toList();
        }

        @Override
        public void close() {
          moment.run();
        }
      };
    }
  }

  private static Completion answer(Row.Prompt prompt, int sample, Sampling sampling, double skill) {
    String identity = sampling.seed() + " " + prompt.prompt() + " " + sample;
    Random random = new Random(Hashes.ofString(identity).hashCode());
    boolean right = random.nextDouble() < skill;
    Object answer = prompt.variables().get("answer");
    String text = right ? "so #### " + answer : "so #### -" + (1 + random.nextInt(3));
    return new Completion(prompt, sample, text, FinishReason.STOP, 4, -0.5 - sample);
  }

  /** Reads a file, for use where no checked exception may be thrown. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
