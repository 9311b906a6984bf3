package dev.herder.pipelines;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.pipelines.Recipe.Contamination;
import dev.herder.pipelines.heldout.ContaminationCheck;
import dev.herder.pipelines.heldout.HeldOut;
import dev.herder.pipelines.heldout.HeldOutShare;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The step that sets the held-out prompts apart from those to learn from. */
final class PromptSplit {
  static final String PROMPTS = "prompts.jsonl";
  static final String HELD_OUT = "held-out.jsonl";

  private PromptSplit() {}

  static Step step(Recipe recipe, Product prompts, @Nullable Product heldOut) {
    TreeMap<String, Product> inputs = new TreeMap<>(Map.of("prompts", prompts));
    if (heldOut != null) {
      inputs.put("held-out", heldOut);
    }
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("fraction", recipe.heldOut().fraction());
    settings.put("contamination", recipe.heldOut().contamination().name());
    long seed = Seeds.derive(recipe.seed(), "prompts");
    return new Step(
        "prompts",
        "prompts",
        settings,
        seed,
        inputs,
        folder -> {
          Path all = prompts.made().path();
          Path file = folder.resolve(HELD_OUT);
          Double fraction = recipe.heldOut().fraction();
          if (heldOut != null) {
            copy(heldOut.made().path(), file);
            return split(
                all,
                HeldOut.read(heldOut.made().path()),
                recipe.heldOut().contamination() == Contamination.DROP,
                folder);
          }
          HeldOutShare.setAside(all, Objects.requireNonNull(fraction), seed, file);
          return split(all, HeldOut.read(file), true, folder);
        });
  }

  private static void copy(Path from, Path to) throws IOException {
    try (JsonlWriter out = JsonlWriter.create(to)) {
      for (Row row : RowReader.read(List.of(from), Purpose.PROMPTS).rows()) {
        out.write(row);
      }
      out.commit();
    }
  }

  /** Writes the prompts that are not held out. */
  private static Step.Made split(Path all, HeldOut heldOut, boolean drop, Path folder)
      throws IOException {
    ContaminationCheck check = new ContaminationCheck(heldOut, drop);
    long dropped;
    long rows;
    try (JsonlWriter out = JsonlWriter.create(folder.resolve(PROMPTS))) {
      for (Row row : RowReader.read(List.of(all), Purpose.PROMPTS).rows()) {
        if (check.mayUse(row)) {
          out.write(row);
        }
      }
      dropped = check.finish();
      rows = out.rows();
      if (rows == 0) {
        throw new UserError(
            all + ": every prompt is held out, none is left to learn from; add prompts");
      }
      out.commit();
    }
    return new Step.Made(
        List.of(PROMPTS, HELD_OUT),
        Map.of("prompts", rows, "held-out", (long) heldOut.size(), "left-out", dropped));
  }
}
