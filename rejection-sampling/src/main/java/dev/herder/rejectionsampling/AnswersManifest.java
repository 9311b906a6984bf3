package dev.herder.rejectionsampling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Says beside a file of answers how they were drawn, so that none drawn otherwise join them.
 *
 * <p>The file {@code ANSWERS.manifest.json} is there before the first answer; {@code complete} in
 * it becomes true with the last.
 */
public final class AnswersManifest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path answers;
  private final Path file;
  private final ObjectNode manifest;
  private final Clock clock;

  private AnswersManifest(Path answers, ObjectNode draw, Artifact prompts, Clock clock) {
    this.answers = answers;
    this.clock = clock;
    file = file(answers);
    manifest = JSON.createObjectNode();
    manifest.put("stage", "generate");
    manifest.put("complete", false);
    manifest.set("draw", draw);
    manifest.set("prompts", artifact(prompts));
    manifest.set("versions", JSON.valueToTree(Versions.collect(Map.of())));
    manifest.put("started", clock.instant().toString());
  }

  /** The manifest's name. */
  public static Path file(Path answers) {
    Path name = answers.getFileName();
    if (name == null) {
      throw new UserError(answers + ": is a folder, expected a file to write to");
    }
    return answers.resolveSibling(name + ".manifest.json");
  }

  /**
   * Writes down how answers are about to be drawn.
   *
   * @param draw what decides the answers beside the prompts: model (by hash), sampling, seed
   * @param overwrite whether other answers in the file are thrown away; those that were drawn so
   *     and to these prompts stay
   * @throws UserError if the file holds answers that were drawn otherwise, or nobody knows how
   */
  public static AnswersManifest begin(
      Path answers, ObjectNode draw, Artifact prompts, boolean overwrite, Clock clock)
      throws IOException {
    AnswersManifest now = new AnswersManifest(answers, draw, prompts, clock);
    if (Files.isDirectory(answers)) {
      throw new UserError(answers + ": is a folder, expected a file to write to");
    }
    if (Files.exists(answers) && (Files.size(answers) > 0 || Files.exists(Ahead.file(answers)))) {
      if (!overwrite) {
        now.requireSameDraw();
      } else if (!now.isSameDraw(prompts.sha256())) {
        Files.delete(answers);
      }
    }
    now.write();
    return now;
  }

  /**
   * Writes down how far it came.
   *
   * @param rows rows in the file
   */
  public void end(boolean complete, long rows) throws IOException {
    manifest.put("complete", complete);
    manifest.put("rows", rows);
    if (complete) {
      manifest.put("sha256", Artifact.of(answers).sha256());
    }
    manifest.put("finished", Instant.now(clock).toString());
    write();
  }

  private void write() throws IOException {
    AtomicFiles.writeString(file, JSON.writeValueAsString(manifest) + "\n");
  }

  private void requireSameDraw() throws IOException {
    String remedy = "; choose another --out, or throw the answers away with --overwrite";
    if (!Files.exists(file)) {
      throw new UserError(
          answers
              + ": is there, but not "
              + file.getFileName()
              + " that says how it was drawn"
              + remedy);
    }
    JsonNode before;
    try {
      before = JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new UserError(file + ": not JSON" + remedy, e);
    }
    List<String> differences = differences(before.path("draw"), manifest.path("draw"));
    if (!differences.isEmpty()) {
      throw new UserError(
          answers
              + ": holds answers that were drawn otherwise ("
              + String.join(", ", differences)
              + ")"
              + remedy);
    }
  }

  /** Whether the file's answers are to these prompts, drawn as now, and as they were written. */
  private boolean isSameDraw(String prompts) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    try {
      JsonNode before = JSON.readTree(Files.readString(file));
      String whole = before.path("sha256").asText();
      return before.path("prompts").path("sha256").asText().equals(prompts)
          && differences(before.path("draw"), manifest.path("draw")).isEmpty()
          && (whole.isEmpty() || whole.equals(Hashes.ofFile(answers)));
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** What a later drawing has otherwise than an earlier one, for people. */
  static List<String> differences(JsonNode before, JsonNode now) {
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, JsonNode> setting : now.properties()) {
      JsonNode old = before.path(setting.getKey());
      if (!old.toString().equals(setting.getValue().toString())) {
        differences.add(setting.getKey() + " was " + old + " and is now " + setting.getValue());
      }
    }
    return differences;
  }

  private static ObjectNode artifact(Artifact artifact) {
    ObjectNode node = JSON.createObjectNode();
    node.put("path", artifact.path());
    node.put("sha256", artifact.sha256());
    Long rows = artifact.rows();
    if (rows != null) {
      node.put("rows", rows);
    }
    return node;
  }
}
