package dev.herder.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.data.Turns;
import dev.herder.core.run.Hashes;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The step that chooses which prompts a round asks. */
final class CurriculumStep {
  static final String CHOSEN = "prompts.jsonl";

  private static final String PASS_RATE = "pass_rate";

  private CurriculumStep() {}

  /** How often a prompt was asked, and how often its answers passed the last time. */
  private record Past(int asked, @Nullable Double passRate) {}

  /**
   * The step of a round.
   *
   * @param asked what earlier rounds' selections wrote of their prompts, oldest first
   */
  static Step step(Recipe recipe, String name, Product prompts, List<Product> asked, long seed) {
    Curriculum curriculum = recipe.curriculum();
    TreeMap<String, Product> inputs = new TreeMap<>(Map.of("prompts", prompts));
    for (int i = 0; i < asked.size(); i++) {
      inputs.put(String.format("asked-%03d", i + 1), asked.get(i));
    }
    return new Step(
        name,
        "curriculum",
        new ObjectMapper().valueToTree(curriculum),
        seed,
        inputs,
        folder -> {
          List<Row.Prompt> all =
              RowReader.read(List.of(prompts.made().path()), Purpose.PROMPTS).prompts();
          return choose(all, past(asked), curriculum, seed, folder.resolve(CHOSEN));
        });
  }

  private static Map<Turns, Past> past(List<Product> asked) throws IOException {
    Map<Turns, Past> past = new HashMap<>();
    for (Product one : asked) {
      if (Files.size(one.made().path()) == 0) {
        continue;
      }
      for (Row.Prompt row : RowReader.read(List.of(one.made().path()), Purpose.PROMPTS).prompts()) {
        Object rate = row.variables().get(PASS_RATE);
        Past before = past.get(row.prompt());
        past.put(
            row.prompt(),
            new Past(
                before == null ? 1 : before.asked() + 1,
                rate instanceof Number number ? number.doubleValue() : null));
      }
    }
    return past;
  }

  private static Step.Made choose(
      List<Row.Prompt> all, Map<Turns, Past> past, Curriculum curriculum, long seed, Path file)
      throws IOException {
    List<Row.Prompt> wanted = new ArrayList<>();
    long tooHard = 0;
    long tooEasy = 0;
    for (Row.Prompt prompt : all) {
      Double rate = past.getOrDefault(prompt.prompt(), new Past(0, null)).passRate();
      if (rate == null || curriculum.wants(rate)) {
        wanted.add(prompt);
      } else if (rate < curriculum.minPassRate()) {
        tooHard++;
      } else {
        tooEasy++;
      }
    }
    // A round without prompts would be no round: where none is of use, all are asked again.
    boolean none = wanted.isEmpty();
    List<Row.Prompt> left = none ? all : wanted;
    Set<Row.Prompt> chosen = new HashSet<>(left);
    if (curriculum.perRound() > 0 && left.size() > curriculum.perRound()) {
      List<Row.Prompt> order = new ArrayList<>(left);
      order.sort(
          Comparator.<Row.Prompt>comparingInt(
                  prompt -> past.getOrDefault(prompt.prompt(), new Past(0, null)).asked())
              .thenComparing(prompt -> Hashes.ofString(seed + " " + prompt.prompt())));
      chosen = new HashSet<>(order.subList(0, curriculum.perRound()));
    }
    try (JsonlWriter out = JsonlWriter.create(file)) {
      for (Row.Prompt prompt : left) {
        if (chosen.contains(prompt)) {
          out.write(prompt);
        }
      }
      out.commit();
      return new Step.Made(
          List.of(CHOSEN),
          Map.of(
              "prompts",
              out.rows(),
              "too-hard",
              none ? 0 : tooHard,
              "too-easy",
              none ? 0 : tooEasy,
              "left-for-later",
              left.size() - out.rows(),
              "asked-again-as-none-was-left",
              none));
    }
  }
}
