package dev.herder.dataquality.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Files of rows in tests. */
public final class Lines {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Lines() {}

  /** A row with a question and an answer. */
  public static String chat(String question, String answer) {
    ObjectNode row = JSON.createObjectNode();
    row.putArray("messages").addObject().put("role", "user").put("content", question);
    row.withArray("messages").addObject().put("role", "assistant").put("content", answer);
    return row.toString();
  }

  /** A row of plain text. */
  public static String text(String text) {
    return JSON.createObjectNode().put("text", text).toString();
  }

  /** Writes a file of lines. */
  public static Path write(Path file, List<String> lines) throws IOException {
    return Files.write(file, lines);
  }

  /** Reads a file of JSON Lines. */
  public static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }

  /** The rule of each dropped row by the number of its line. */
  public static Map<Long, String> rules(Path out) throws IOException {
    Map<Long, String> rules = new TreeMap<>();
    for (JsonNode each : read(out.resolve(Step.DROPPED))) {
      String id = each.get("id").asText();
      rules.put(Long.parseLong(id.substring(id.lastIndexOf(':') + 1)), each.get("rule").asText());
    }
    return rules;
  }
}
