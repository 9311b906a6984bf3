package dev.herder.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.data.RowStream;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.Recipe.Contamination;
import dev.herder.pipelines.heldout.ContaminationCheck;
import dev.herder.pipelines.heldout.HeldOut;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import dev.herder.pipelines.journal.StepRunner;
import dev.herder.pipelines.step.Place;
import dev.herder.pipelines.step.RoundStep;
import dev.herder.pipelines.step.RoundSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The steps of the user's own: each takes the product of a place and gives another of its kind. */
final class OwnSteps {
  private static final String UNCHECKED = "unchecked.jsonl";
  private static final String ROWS = "rows.jsonl";

  private final Recipe recipe;
  private final Product heldOut;
  private final RunContext context;
  private final StepRunner runner;

  OwnSteps(Recipe recipe, Product heldOut, RunContext context, StepRunner runner) {
    this.recipe = recipe;
    this.heldOut = heldOut;
    this.context = context;
    this.runner = runner;
  }

  /** What all steps that stand at a place make of a product, one after the other. */
  Product at(Place place, int round, Product product) throws IOException {
    Product made = product;
    List<OwnStep> steps = recipe.ownSteps();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).place() == place) {
        String name = "round-" + round + "/own-" + (i + 1) + "-" + steps.get(i).step();
        made = runner.run(step(name, steps.get(i), round, made));
        made = place.isModel() ? made : made.file(ROWS);
      }
    }
    return made;
  }

  private Step step(String name, OwnStep own, int round, Product input) {
    RoundStep step = RoundSteps.byName(own.step());
    JsonNode resolved = step.settings(own.given());
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("step", step.name());
    settings.put("step-version", step.version());
    settings.put("place", own.place().name());
    settings.put("contamination", recipe.heldOut().contamination().name());
    settings.set("settings", resolved);
    long seed = Seeds.derive(recipe.seed(), name);
    return new Step(
        name,
        "own",
        settings,
        seed,
        new TreeMap<>(Map.of("input", input, "held-out", heldOut)),
        folder -> {
          Path path = input.made().path();
          RunContext seeded = context.withSeed(seed);
          clear(folder);
          if (own.place().isModel()) {
            return new Step.Made(
                List.of("."), step.run(new RoundStep.Job(round, path, folder, resolved), seeded));
          }
          Path made = folder.resolve(UNCHECKED);
          Map<String, Object> summary =
              new TreeMap<>(step.run(new RoundStep.Job(round, path, made, resolved), seeded));
          if (!Files.isRegularFile(made) && !context.stopRequested().getAsBoolean()) {
            throw new UserError(name + ": the step ended without writing " + made);
          }
          if (Files.isRegularFile(made)) {
            checked(own.place(), made, folder.resolve(ROWS), summary);
          }
          return new Step.Made(List.of(ROWS), summary);
        });
  }

  /** An interrupted step begins anew. */
  private static void clear(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        AtomicFiles.deleteTree(entry);
      }
    }
  }

  /**
   * Copies rows that may be used; files of answers go on as they are, whoever reads them checks.
   */
  private void checked(Place place, Path made, Path rows, Map<String, Object> summary)
      throws IOException {
    if (place.purpose().isEmpty()) {
      Files.move(made, rows);
      return;
    }
    ContaminationCheck check =
        new ContaminationCheck(
            HeldOut.read(heldOut.made().path()),
            recipe.heldOut().contamination() == Contamination.DROP);
    Purpose purpose = place.purpose().get();
    try (JsonlWriter out = JsonlWriter.create(rows)) {
      if (Files.size(made) > 0) {
        try (RowStream all = RowReader.stream(List.of(made), purpose)) {
          while (all.hasNext()) {
            Row row = all.next();
            if (check.mayUse(row)) {
              out.write(row);
            }
          }
        }
      }
      summary.put("held-out", check.finish());
      summary.put("rows", out.rows());
      out.commit();
    }
    Files.delete(made);
  }
}
