package dev.herder.pipelines.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One step of a run: everything that decides its result, and the work that makes it.
 *
 * @param name its folder relative to the run's, with {@code /} between the parts, for example
 *     {@code round-1/sft}; unique in the run
 * @param stage what kind of step it is, for example {@code sft}
 * @param settings resolved settings: everything but the inputs that the result depends on, and
 *     nothing else (no paths, no times)
 * @param seed the seed of its random choices
 * @param inputs what it reads, by role
 * @param work makes the result
 */
public record Step(
    String name,
    String stage,
    JsonNode settings,
    long seed,
    SortedMap<String, Product> inputs,
    Work work) {
  public Step {
    settings = settings.deepCopy();
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
  }

  /** Makes a step's result in its folder. */
  @FunctionalInterface
  public interface Work {
    /**
     * Makes the result, or continues where a killed attempt with the same fingerprint stopped.
     *
     * <p>However often it is interrupted and called again, the outputs end byte for byte the same;
     * called on a finished result it changes nothing. A request to stop makes it save and return.
     *
     * @param directory the step's folder, which exists
     */
    Made make(Path directory) throws IOException;
  }

  /**
   * What the work made.
   *
   * @param outputs the files that are the result, relative to the folder, or {@code "."}: the
   *     folder is a model's; other files in the folder are records that nothing depends on
   * @param summary numbers to show, which depend on the inputs alone (no times)
   */
  public record Made(List<String> outputs, Map<String, Object> summary) {
    public Made {
      outputs = List.copyOf(outputs);
      summary = Collections.unmodifiableMap(new TreeMap<>(summary));
    }
  }
}
