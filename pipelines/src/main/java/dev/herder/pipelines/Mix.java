package dev.herder.pipelines;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.data.RowStream;
import dev.herder.pipelines.Recipe.Contamination;
import dev.herder.pipelines.heldout.ContaminationCheck;
import dev.herder.pipelines.heldout.HeldOut;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The step that puts a round's training rows together: demonstrations, then kept answers of earlier
 * rounds, and none whose prompt is held out.
 */
final class Mix {
  static final String ROWS = "train.jsonl";

  private Mix() {}

  /**
   * The step of a round.
   *
   * @param demonstrations the recipe's files
   * @param accepted kept answers of the earlier rounds that count, oldest first
   */
  static Step step(
      Recipe recipe,
      int round,
      List<Product> demonstrations,
      List<Product> accepted,
      Product heldOut) {
    TreeMap<String, Product> inputs = new TreeMap<>();
    for (int i = 0; i < demonstrations.size(); i++) {
      inputs.put(String.format("data-%03d", i + 1), demonstrations.get(i));
    }
    for (int i = 0; i < accepted.size(); i++) {
      inputs.put(String.format("kept-%03d", i + 1), accepted.get(i));
    }
    inputs.put("held-out", heldOut);
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("max-rows", recipe.mixing().maxRows());
    settings.put("contamination", recipe.heldOut().contamination().name());
    settings.put("files", demonstrations.size());
    String name = "round-" + round + "/mix";
    long seed = Seeds.derive(recipe.seed(), name);
    return new Step(
        name,
        "mix",
        settings,
        seed,
        inputs,
        folder -> {
          ContaminationCheck check =
              new ContaminationCheck(
                  HeldOut.read(heldOut.made().path()),
                  recipe.heldOut().contamination() == Contamination.DROP);
          return mix(recipe, seed, demonstrations, accepted, check, folder.resolve(ROWS));
        });
  }

  private static Step.Made mix(
      Recipe recipe,
      long seed,
      List<Product> demonstrations,
      List<Product> accepted,
      ContaminationCheck check,
      Path file)
      throws IOException {
    try (JsonlWriter out = JsonlWriter.create(file)) {
      long begun = 0;
      for (Product data : demonstrations) {
        begun += copy(data.made().path(), Set.of(), check, out);
      }
      long kept = 0;
      for (int i = 0; i < accepted.size(); i++) {
        Path path = accepted.get(i).made().path();
        // A round may have kept nothing, and a reader refuses a file without rows.
        if (Files.size(path) > 0) {
          kept += copy(path, chosen(path, recipe.mixing().maxRows(), seed + i), check, out);
        }
      }
      long dropped = check.finish();
      if (out.rows() == 0) {
        throw new UserError("data: the prompt of every row is held out; add other rows");
      }
      out.commit();
      return new Step.Made(
          List.of(ROWS),
          Map.of("rows", out.rows(), "demonstrations", begun, "kept", kept, "held-out", dropped));
    }
  }

  /** Copies the rows of a file that may be used; of chosen ones only, if any are chosen. */
  private static long copy(
      Path file, Set<Integer> chosen, ContaminationCheck check, JsonlWriter out)
      throws IOException {
    long before = out.rows();
    try (RowStream rows = RowReader.stream(List.of(file), Purpose.TRAINING_SFT)) {
      for (int index = 0; rows.hasNext(); index++) {
        Row row = rows.next();
        if ((chosen.isEmpty() || chosen.contains(index)) && check.mayUse(row)) {
          out.write(row);
        }
      }
    }
    return out.rows() - before;
  }

  /** A random choice of so many rows by index; empty: all rows. */
  private static Set<Integer> chosen(Path file, int most, long seed) throws IOException {
    long count;
    try (var lines = Files.lines(file)) {
      count = lines.count();
    }
    Set<Integer> chosen = new HashSet<>();
    if (most == 0 || count <= most) {
      return chosen;
    }
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      indexes.add(i);
    }
    Collections.shuffle(indexes, new Random(seed));
    chosen.addAll(indexes.subList(0, most));
    return chosen;
  }
}
