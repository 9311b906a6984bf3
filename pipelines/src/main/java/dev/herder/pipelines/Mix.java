package dev.herder.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
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

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CAPABILITY = "capability";

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
    settings.set("data-epochs", JSON.valueToTree(recipe.mixing().dataEpochs()));
    settings.put("kept-epochs", recipe.mixing().keptEpochs());
    settings.set("capability-epochs", JSON.valueToTree(recipe.mixing().capabilityEpochs()));
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
      for (int i = 0; i < demonstrations.size(); i++) {
        Epochs epochs = new Epochs(recipe.mixing().ofData(i), recipe.mixing(), seed - 1 - i);
        begun += copy(demonstrations.get(i).made().path(), Set.of(), epochs, check, out);
      }
      long kept = 0;
      for (int i = 0; i < accepted.size(); i++) {
        Path path = accepted.get(i).made().path();
        // A round may have kept nothing, and a reader refuses a file without rows.
        if (Files.size(path) > 0) {
          Set<Integer> chosen = chosen(path, recipe.mixing().maxRows(), seed + i);
          Epochs epochs = new Epochs(recipe.mixing().keptEpochs(), recipe.mixing(), ~seed + i);
          kept += copy(path, chosen, epochs, check, out);
        }
      }
      long dropped = check.finish();
      if (out.rows() == 0) {
        throw new UserError(
            "data: no row is left for fine-tuning: the prompts are held out, or the epochs of"
                + " mixing are 0; add other rows");
      }
      out.commit();
      return new Step.Made(
          List.of(ROWS),
          Map.of("rows", out.rows(), "demonstrations", begun, "kept", kept, "held-out", dropped));
    }
  }

  /** How often rows of one source occur. */
  private static final class Epochs {
    private final double source;
    private final Mixing mixing;
    private final Random random;

    Epochs(double source, Mixing mixing, long seed) {
      this.source = source;
      this.mixing = mixing;
      this.random = new Random(seed);
    }

    int times(Row row) {
      String capability = String.valueOf(row.variables().get(CAPABILITY));
      double epochs = source * mixing.capabilityEpochs().getOrDefault(capability, 1.0);
      int whole = (int) Math.floor(epochs);
      return random.nextDouble() < epochs - whole ? whole + 1 : whole;
    }
  }

  /** Copies the rows of a file that may be used; of chosen ones only, if any are chosen. */
  private static long copy(
      Path file, Set<Integer> chosen, Epochs epochs, ContaminationCheck check, JsonlWriter out)
      throws IOException {
    long before = out.rows();
    try (RowStream rows = RowReader.stream(List.of(file), Purpose.TRAINING_SFT)) {
      for (int index = 0; rows.hasNext(); index++) {
        Row row = rows.next();
        if ((chosen.isEmpty() || chosen.contains(index)) && check.mayUse(row)) {
          for (int times = epochs.times(row); times > 0; times--) {
            out.write(row);
          }
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
