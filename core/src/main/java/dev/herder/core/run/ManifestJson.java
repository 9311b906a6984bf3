package dev.herder.core.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The manifest as JSON, both ways. */
final class ManifestJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private ManifestJson() {}

  static String print(RunManifest manifest) throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("stage", manifest.stage());
    root.put("fingerprint", manifest.fingerprint());
    root.put("started", manifest.started().toString());
    root.put("finished", manifest.finished().toString());
    root.put("seconds", manifest.seconds());
    root.put("seed", manifest.seed());
    root.set("settings", manifest.settings());
    root.set("machine", MAPPER.valueToTree(manifest.machine()));
    root.set("inputs", artifacts(manifest.inputs()));
    root.set("outputs", artifacts(manifest.outputs()));
    ObjectNode rows = root.putObject("rows");
    rows.put("read", manifest.rows().read());
    rows.put("used", manifest.rows().used());
    rows.set("dropped", MAPPER.valueToTree(manifest.rows().dropped()));
    rows.set("truncated", MAPPER.valueToTree(manifest.rows().truncated()));
    root.set("versions", MAPPER.valueToTree(manifest.versions()));
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  static RunManifest read(Path file) throws IOException {
    try {
      JsonNode root = MAPPER.readTree(Files.readString(file));
      JsonNode rows = root.required("rows");
      return new RunManifest(
          text(root, "stage"),
          text(root, "fingerprint"),
          root.required("settings"),
          number(root, "seed"),
          artifacts(root.required("inputs")),
          artifacts(root.required("outputs")),
          new RowCounts(
              number(rows, "read"),
              number(rows, "used"),
              counts(rows, "dropped"),
              counts(rows, "truncated")),
          texts(root, "versions"),
          texts(root, "machine"),
          Instant.parse(text(root, "started")),
          Instant.parse(text(root, "finished")));
    } catch (NoSuchFileException e) {
      throw new UserError(file + ": no such file; expected the folder of a finished run", e);
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      throw new UserError(
          file + ": damaged (" + firstLine(e) + "); delete the run's folder and run again", e);
    }
  }

  private static ArrayNode artifacts(List<Artifact> artifacts) {
    ArrayNode array = MAPPER.createArrayNode();
    for (Artifact artifact : artifacts) {
      ObjectNode node = array.addObject();
      node.put("path", artifact.path());
      node.put("sha256", artifact.sha256());
      if (artifact.rows() != null) {
        node.put("rows", artifact.rows());
      }
    }
    return array;
  }

  private static List<Artifact> artifacts(JsonNode array) {
    List<Artifact> artifacts = new ArrayList<>();
    for (JsonNode node : array) {
      Long rows = node.has("rows") ? Long.valueOf(number(node, "rows")) : null;
      artifacts.add(new Artifact(text(node, "path"), text(node, "sha256"), rows));
    }
    return artifacts;
  }

  private static String text(JsonNode node, String key) {
    return required(node, key, node.required(key).isTextual(), "a text").asText();
  }

  private static long number(JsonNode node, String key) {
    return required(node, key, node.required(key).canConvertToLong(), "a whole number").asLong();
  }

  private static Map<String, String> texts(JsonNode node, String key) {
    Map<String, String> map = new LinkedHashMap<>();
    JsonNode object = node.required(key);
    object.fieldNames().forEachRemaining(name -> map.put(name, text(object, name)));
    return map;
  }

  private static Map<String, Long> counts(JsonNode node, String key) {
    Map<String, Long> map = new LinkedHashMap<>();
    JsonNode object = node.required(key);
    object.fieldNames().forEachRemaining(name -> map.put(name, number(object, name)));
    return map;
  }

  private static JsonNode required(JsonNode node, String key, boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + " is not " + expected);
    }
    return node.required(key);
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
