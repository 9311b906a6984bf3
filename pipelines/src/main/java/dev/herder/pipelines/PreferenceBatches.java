package dev.herder.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.PreferenceStrength;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The preferences of a run so far, in batches by round. */
final class PreferenceBatches {
  static final String ROWS = "preference.jsonl";

  /**
   * One file of preferences.
   *
   * @param round the round that it belongs to
   * @param human whether people made it, or else a round
   */
  private record Batch(int round, boolean human, Product rows) {}

  private final Recipe recipe;
  private final Product heldOut;
  private final List<Batch> batches = new ArrayList<>();

  PreferenceBatches(Recipe recipe, Product heldOut) {
    this.recipe = recipe;
    this.heldOut = heldOut;
  }

  /** Takes a file of people's preferences in. */
  void addHuman(int round, Product rows) {
    batches.add(new Batch(round, true, rows));
  }

  /** Takes the pairs of a round in. */
  void addOwn(int round, Product rows) {
    batches.add(new Batch(round, false, rows));
  }

  /** Whether a round's DPO reads nothing but the round's own pairs, as they are. */
  boolean plain(int round) {
    List<Batch> latest = latest(round);
    return latest.size() == 1
        && !latest.get(0).human()
        && latest.get(0).round() == round
        && recipe.pairs().strengthGaps().isEmpty();
  }

  /** Whether there is anything for a round's DPO. */
  boolean anyLatest(int round) {
    return !latest(round).isEmpty();
  }

  /** Whether there is anything for a round's reward model. */
  boolean any(int round) {
    return !upTo(round).isEmpty();
  }

  /** The pairs of the latest rounds, for DPO. */
  Step latest(String name, int round) {
    return step(name, latest(round));
  }

  /** All preferences so far, for the reward model. */
  Step all(String name, int round) {
    return step(name, upTo(round));
  }

  private List<Batch> upTo(int round) {
    return batches.stream().filter(batch -> batch.round() <= round).toList();
  }

  private List<Batch> latest(int round) {
    int age = recipe.pairs().maxAge();
    return upTo(round).stream().filter(batch -> age == 0 || batch.round() > round - age).toList();
  }

  private Step step(String name, List<Batch> chosen) {
    TreeMap<String, Product> inputs = new TreeMap<>(Map.of("held-out", heldOut));
    for (int i = 0; i < chosen.size(); i++) {
      String kind = chosen.get(i).human() ? "human" : "own";
      inputs.put(String.format("%s-%03d", kind, i + 1), chosen.get(i).rows());
    }
    ObjectNode settings = new ObjectMapper().valueToTree(recipe.pairs());
    settings.remove("maxAge");
    settings.put("contamination", recipe.heldOut().contamination().name());
    return new Step(
        name, "preferences", settings, 0, inputs, folder -> write(chosen, folder.resolve(ROWS)));
  }

  private Step.Made write(List<Batch> chosen, Path file) throws IOException {
    ContaminationCheck check =
        new ContaminationCheck(
            HeldOut.read(heldOut.made().path()),
            recipe.heldOut().contamination() == Contamination.DROP);
    PreferenceStrength least = PreferenceStrength.of(recipe.pairs().minStrength());
    long weak = 0;
    Map<String, Object> counts = new TreeMap<>(Map.of("human", 0L, "own", 0L));
    try (JsonlWriter out = JsonlWriter.create(file)) {
      for (Batch batch : chosen) {
        Path path = batch.rows().made().path();
        // A round may have made no pairs, and a reader refuses a file without rows.
        if (Files.size(path) == 0) {
          continue;
        }
        long before = out.rows();
        try (RowStream rows = RowReader.stream(List.of(path), Purpose.PREFERENCE)) {
          while (rows.hasNext()) {
            Row row = batch.human() ? rows.next() : annotated(rows.next());
            Optional<PreferenceStrength> strength = PreferenceStrength.of(row);
            if (strength.isPresent() && strength.get().compareTo(least) < 0) {
              weak++;
            } else if (check.mayUse(row)) {
              out.write(row);
            }
          }
        }
        counts.merge(
            batch.human() ? "human" : "own", out.rows() - before, (a, b) -> (Long) a + (Long) b);
      }
      counts.put("held-out", check.finish());
      counts.put("weak", weak);
      counts.put("rows", out.rows());
      out.commit();
      return new Step.Made(List.of(ROWS), counts);
    }
  }

  /** A round's own pair with its strength by the gap between its scores, if that is asked for. */
  private Row annotated(Row row) {
    if (recipe.pairs().strengthGaps().isEmpty()
        || !(row instanceof Row.Preference pair)
        || !(pair.variables().get("chosen_score") instanceof Number chosen)
        || !(pair.variables().get("rejected_score") instanceof Number rejected)) {
      return row;
    }
    Map<String, Object> variables = new LinkedHashMap<>(pair.variables());
    double gap = chosen.doubleValue() - rejected.doubleValue();
    variables.put(PreferenceStrength.KEY, recipe.pairs().strength(gap).id());
    return new Row.Preference(
        pair.source(), pair.prompt(), pair.chosen(), pair.rejected(), variables);
  }
}
