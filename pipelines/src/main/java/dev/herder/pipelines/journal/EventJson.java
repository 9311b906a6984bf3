package dev.herder.pipelines.journal;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.run.Artifact;
import dev.herder.pipelines.journal.JournalEvent.Failed;
import dev.herder.pipelines.journal.JournalEvent.Finished;
import dev.herder.pipelines.journal.JournalEvent.Reused;
import dev.herder.pipelines.journal.JournalEvent.Started;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One event as one line of JSON. */
final class EventJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EventJson() {}

  static String print(JournalEvent event) {
    ObjectNode node = JSON.createObjectNode();
    node.put("event", event.getClass().getSimpleName());
    node.put("step", event.step());
    node.put("at", event.at().toString());
    if (event instanceof Started started) {
      Identity identity = started.identity();
      node.put("fingerprint", identity.fingerprint());
      node.put("stage", identity.stage());
      node.set("settings", identity.settings());
      node.put("seed", identity.seed());
      node.set("inputs", JSON.valueToTree(identity.inputs()));
      node.put("code", identity.code());
    } else if (event instanceof Reused reused) {
      node.put("fingerprint", reused.fingerprint());
    } else if (event instanceof Finished finished) {
      node.put("fingerprint", finished.fingerprint());
      ArrayNode outputs = node.putArray("outputs");
      for (Artifact output : finished.outputs()) {
        outputs.addObject().put("path", output.path()).put("sha256", output.sha256());
      }
      node.set("summary", JSON.valueToTree(finished.summary()));
      node.put("seconds", finished.seconds());
    } else if (event instanceof Failed failed) {
      node.put("fingerprint", failed.fingerprint());
      node.put("message", failed.message());
    }
    return node.toString();
  }

  /**
   * Reads one line.
   *
   * @throws IOException if it is not what {@link #print} writes, saying why
   */
  static JournalEvent read(String line) throws IOException {
    JsonNode node = JSON.readTree(line);
    String step = text(node, "step");
    Instant at = instant(text(node, "at"));
    String fingerprint = text(node, "fingerprint");
    String kind = text(node, "event");
    switch (kind) {
      case "Started":
        Identity identity = identity(node);
        if (!identity.fingerprint().equals(fingerprint)) {
          throw new IOException("the fingerprint does not belong to the settings beside it");
        }
        return new Started(step, identity, at);
      case "Reused":
        return new Reused(step, fingerprint, at);
      case "Finished":
        List<Artifact> outputs = new ArrayList<>();
        for (JsonNode output : node.path("outputs")) {
          outputs.add(artifact(text(output, "path"), text(output, "sha256")));
        }
        return new Finished(
            step, fingerprint, outputs, map(node), node.path("seconds").asDouble(), at);
      case "Failed":
        return new Failed(step, fingerprint, text(node, "message"), at);
      default:
        throw new IOException("event '" + kind + "' is not known");
    }
  }

  private static Identity identity(JsonNode node) throws IOException {
    TreeMap<String, String> inputs = new TreeMap<>();
    for (Map.Entry<String, JsonNode> input : node.path("inputs").properties()) {
      inputs.put(input.getKey(), artifact(input.getKey(), input.getValue().asText()).sha256());
    }
    return new Identity(
        text(node, "stage"),
        node.path("settings"),
        node.path("seed").asLong(),
        inputs,
        text(node, "code"));
  }

  private static Artifact artifact(String path, String sha256) throws IOException {
    try {
      return new Artifact(path, sha256, null);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Map<String, Object> map(JsonNode node) {
    return JSON.convertValue(node.path("summary"), new TypeReference<TreeMap<String, Object>>() {});
  }

  private static Instant instant(String text) throws IOException {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IOException("'" + text + "' is not a time", e);
    }
  }

  private static String text(JsonNode node, String key) throws IOException {
    if (!node.path(key).isTextual()) {
      throw new IOException("key '" + key + "' is missing");
    }
    return node.path(key).asText();
  }
}
