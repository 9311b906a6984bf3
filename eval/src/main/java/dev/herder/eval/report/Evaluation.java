package dev.herder.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.RawRows;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.OutputFolder;
import dev.herder.eval.ItemResult;
import dev.herder.eval.SuiteResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A model's result on a suite, kept in a folder ({@code results.json} and {@code items.jsonl}) or
 * in one JSON file that has both.
 *
 * @param model what the model is called
 * @param identity what the model is, by content: a hash; empty if unknown
 * @param result what came of the suite
 * @param seconds how long it took; NaN: not noted
 */
public record Evaluation(String model, String identity, SuiteResult result, double seconds) {
  /** Figures, conditions and notes. */
  public static final String RESULTS = "results.json";

  /** One row for each item. */
  public static final String ITEMS = "items.jsonl";

  private static final String INLINE_ITEMS = "item_results";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether results go to one file of this name, not to a folder. */
  public static boolean isOneFile(Path out) {
    Path name = out.getFileName();
    return name != null
        && name.toString().toLowerCase(Locale.ROOT).endsWith(".json")
        && !Files.isDirectory(out);
  }

  /** The page of the result, which opens without network. */
  public String page() {
    return new EvaluationPage(this, List.of(), Optional.empty()).html();
  }

  /** Writes {@code results.json} and {@code items.jsonl}. */
  public void writeFolder(Path folder) throws IOException {
    OutputFolder.make(folder, folder);
    try (JsonlWriter items = JsonlWriter.create(folder.resolve(ITEMS))) {
      for (ItemResult item : result.items()) {
        items.write(ResultJson.item(item));
      }
      items.commit();
    }
    AtomicFiles.writeString(
        folder.resolve(RESULTS), ResultJson.results(this).toPrettyString() + "\n");
  }

  /** Writes everything into one file. */
  public void writeFile(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      OutputFolder.make(folder, file);
    }
    ObjectNode json = ResultJson.results(this);
    List<Map<String, Object>> items = result.items().stream().map(ResultJson::item).toList();
    json.set(INLINE_ITEMS, JSON.valueToTree(items));
    AtomicFiles.writeString(file, json.toPrettyString() + "\n");
  }

  /**
   * Reads a result.
   *
   * @param path the folder, its {@code results.json}, or the one file
   * @throws UserError if there is none, or it is damaged
   */
  public static Evaluation read(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(RESULTS) : path;
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          path + ": no result of 'herder eval' there, expected its folder or its JSON file");
    }
    JsonNode json;
    try {
      json = JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new UserError(file + ": not JSON; evaluate again", e);
    }
    try {
      return read(file, json);
    } catch (IllegalArgumentException e) {
      throw new UserError(file + ": is damaged (" + e.getMessage() + "); evaluate again", e);
    }
  }

  private static Evaluation read(Path file, JsonNode json) throws IOException {
    List<ItemResult> items = new ArrayList<>();
    if (json.path(INLINE_ITEMS).isArray()) {
      for (JsonNode item : json.path(INLINE_ITEMS)) {
        items.add(ResultJson.item(item, file.toString()));
      }
    } else {
      Path rows = file.resolveSibling(ITEMS);
      try (RawRows raw = RawRows.open(rows)) {
        for (RawRows.RawRow row = raw.next(); row != null; row = raw.next()) {
          if (row.problem() != null) {
            throw new UserError(String.valueOf(row.problem()));
          }
          items.add(ResultJson.item(JSON.valueToTree(row.object()), row.source().toString()));
        }
      }
    }
    return ResultJson.evaluation(json, items, file);
  }
}
