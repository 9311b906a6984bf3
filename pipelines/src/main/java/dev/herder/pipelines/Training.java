package dev.herder.pipelines;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.data.RowStream;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.TrainingBlock.Variant;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import dev.herder.pipelines.journal.StepRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/** The steps that train: once, several times in a row, or in variants that are averaged. */
final class Training {
  private static final String SHARE = "share.jsonl";

  private final Recipe recipe;
  private final Seams seams;
  private final RunContext context;
  private final StepRunner runner;

  Training(Recipe recipe, Seams seams, RunContext context, StepRunner runner) {
    this.recipe = recipe;
    this.seams = seams;
    this.context = context;
    this.runner = runner;
  }

  /** Scores a variant on the held-out prompts. */
  @FunctionalInterface
  interface Judge {
    /**
     * The model with its score.
     *
     * @param name of the step that scores it
     */
    Contender judged(String name, Product model) throws IOException;
  }

  /** Fine-tuning. */
  Product sft(String name, Product model, Product rows, Judge judge) throws IOException {
    return train(TrainingBlock.of("sft", recipe.sft()), seams.sft(), name, model, rows, judge);
  }

  /** DPO on pairs. */
  Product dpo(String name, Product model, Product pairs, Judge judge) throws IOException {
    return train(TrainingBlock.of("dpo", recipe.dpo()), seams.dpo(), name, model, pairs, judge);
  }

  /** Reward modelling on preferences. */
  Product reward(String name, Product model, Product preferences) throws IOException {
    Judge none =
        (step, product) -> {
          throw new IllegalStateException("reward models are averaged, not judged");
        };
    TrainingBlock block = TrainingBlock.of("reward", recipe.reward());
    return train(block, seams.reward(), name, model, preferences, none);
  }

  private Product train(
      TrainingBlock block,
      List<TrainingStep> steps,
      String name,
      Product model,
      Product rows,
      Judge judge)
      throws IOException {
    Product trained = model;
    for (int time = 1; time <= block.repeat(); time++) {
      String own = time == 1 ? name : name + "-again-" + time;
      trained = variants(block, steps, own, trained, rows, judge);
    }
    return trained;
  }

  private Product variants(
      TrainingBlock block,
      List<TrainingStep> steps,
      String name,
      Product model,
      Product rows,
      Judge judge)
      throws IOException {
    List<Variant> variants = block.variants();
    if (variants.size() == 1) {
      return one(block, variants.get(0), steps.get(0), name, name, model, rows);
    }
    List<Product> models = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      String own = name + "-" + (i + 1);
      models.add(one(block, variants.get(i), steps.get(i), own, name, model, rows));
    }
    return block.average() ? runner.run(average(name, models)) : best(models, judge);
  }

  private Product one(
      TrainingBlock block,
      Variant variant,
      TrainingStep step,
      String name,
      String seedName,
      Product model,
      Product rows)
      throws IOException {
    // Variants share the order of their rows, unless they ask for another.
    long root = variant.seed() == null ? recipe.seed() : recipe.seed() + 31 * variant.seed() + 1;
    long seed = Seeds.derive(root, seedName);
    Product read =
        variant.share() == 1
            ? rows
            : runner.run(share(name + "-data", variant.share(), seed, rows)).file(SHARE);
    return runner.run(
        new Step(
            name,
            block.name(),
            step.settings(),
            seed,
            new TreeMap<>(Map.of("model", model, "data", read)),
            folder -> {
              TrainingJob job =
                  new TrainingJob(reference(model), new TrainingData(read.made().path()), folder);
              return new Step.Made(List.of("."), step.run(job, context.withSeed(seed)));
            }));
  }

  /** A random part of the rows, at least one. */
  private static Step share(String name, double share, long seed, Product rows) {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("share", share);
    return new Step(
        name,
        "share",
        settings,
        seed,
        new TreeMap<>(Map.of("data", rows)),
        folder -> {
          long total = count(rows.made().path());
          long wanted = Math.max(1, Math.round(share * total));
          Random random = new Random(seed);
          try (RowStream all = RowReader.stream(List.of(rows.made().path()), Purpose.ANY);
              JsonlWriter out = JsonlWriter.create(folder.resolve(SHARE))) {
            for (long left = total; all.hasNext(); left--) {
              Row row = all.next();
              // Each of what is left is as likely to be one of those that are still wanted.
              if (random.nextDouble() * left < wanted - out.rows()) {
                out.write(row);
              }
            }
            out.commit();
            return new Step.Made(List.of(SHARE), Map.of("rows", out.rows(), "of", total));
          }
        });
  }

  private static long count(Path file) throws IOException {
    try (RowStream rows = RowReader.stream(List.of(file), Purpose.ANY)) {
      long count = 0;
      while (rows.hasNext()) {
        rows.next();
        count++;
      }
      return count;
    }
  }

  private Step average(String name, List<Product> models) {
    TreeMap<String, Product> inputs = new TreeMap<>();
    for (int i = 0; i < models.size(); i++) {
      inputs.put(String.format("model-%03d", i + 1), models.get(i));
    }
    return new Step(
        name,
        "average",
        JsonNodeFactory.instance.objectNode(),
        0,
        inputs,
        folder -> {
          if (Files.isDirectory(folder)) {
            for (Path left : entries(folder)) {
              AtomicFiles.deleteTree(left);
            }
          }
          seams.averaging().average(models.stream().map(Training::reference).toList(), folder);
          return new Step.Made(List.of("."), Map.of("models", (long) models.size()));
        });
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  /** The variant with the highest held-out score, of equals the first. */
  private static Product best(List<Product> models, Judge judge) throws IOException {
    Contender best = null;
    for (Product model : models) {
      Contender next = judge.judged(model.name() + "-score", model);
      if (next.score() instanceof Product.Pending pending) {
        best = new Contender(new Product.Pending(pending.name()), pending);
      } else if (best == null
          || (best.score() instanceof Product.Made && next.mean() > best.mean())) {
        best = next;
      }
    }
    return Objects.requireNonNull(best).model();
  }

  /** The model as the seams take it. */
  static ModelRef reference(Product model) {
    Product.Made made = model.made();
    return new ModelRef(made.path(), made.sha256());
  }
}
