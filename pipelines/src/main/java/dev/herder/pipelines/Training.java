package dev.herder.pipelines;

import dev.herder.core.run.RunContext;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The steps that train. */
final class Training {
  private Training() {}

  /**
   * Fine-tuning.
   *
   * @param name the step's name
   * @param rows a file of rows from which held-out prompts are gone
   */
  static Step sft(
      Recipe recipe, SftStep sft, String name, Product model, Product rows, RunContext context) {
    long seed = Seeds.derive(recipe.seed(), name);
    return new Step(
        name,
        "sft",
        sft.settings(),
        seed,
        new TreeMap<>(Map.of("model", model, "data", rows)),
        folder -> {
          TrainingJob job =
              new TrainingJob(reference(model), new TrainingData(rows.made().path()), folder);
          return new Step.Made(List.of("."), sft.run(job, context.withSeed(seed)));
        });
  }

  /** DPO on the pairs of a round. */
  static Step dpo(
      Recipe recipe, DpoStep dpo, String name, Product model, Product pairs, RunContext context) {
    long seed = Seeds.derive(recipe.seed(), name);
    return new Step(
        name,
        "dpo",
        dpo.settings(),
        seed,
        new TreeMap<>(Map.of("model", model, "data", pairs)),
        folder -> {
          TrainingJob job =
              new TrainingJob(reference(model), new TrainingData(pairs.made().path()), folder);
          return new Step.Made(List.of("."), dpo.run(job, context.withSeed(seed)));
        });
  }

  /** The model as the seams take it. */
  static ModelRef reference(Product model) {
    Product.Made made = model.made();
    return new ModelRef(made.path(), made.sha256());
  }
}
