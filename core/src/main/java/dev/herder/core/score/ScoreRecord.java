package dev.herder.core.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Hashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What stands in {@code FILE.scores.json} beside a file with scores.
 *
 * @param by who gave them
 * @param data hash of the file that was scored
 * @param rows rows with scores; -1 while the file is being written
 * @param file hash of the file with the scores; empty while it is being written
 */
public record ScoreRecord(ScoredBy by, String data, long rows, String file) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The record's place beside a file. */
  public static Path beside(Path scores) {
    return scores.resolveSibling(scores.getFileName() + ".scores.json");
  }

  /** Writes it beside a file. */
  void write(Path scores) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.set("scored_by", by.json());
    json.put("data_sha256", data);
    json.put("rows", rows);
    json.put("sha256", file);
    AtomicFiles.writeString(beside(scores), json.toPrettyString() + "\n");
  }

  /** Reads what stands beside a file, if anything does. */
  public static Optional<ScoreRecord> read(Path scores) throws IOException {
    Path place = beside(scores);
    if (!Files.exists(place)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(Files.readString(place));
      return Optional.of(
          new ScoreRecord(
              ScoredBy.of(json.path("scored_by")),
              json.path("data_sha256").asText(),
              json.path("rows").asLong(-1),
              json.path("sha256").asText()));
    } catch (JsonProcessingException e) {
      throw new UserError(place + ": is not JSON; score the rows again", e);
    }
  }

  /**
   * Checks that a file's scores are those that a scorer would give.
   *
   * @param scores a file that {@link ScoreFile} wrote
   * @param by the scorer that they are used for
   * @throws UserError if they come from another model, tokenizer or template, or the file was
   *     changed since
   */
  public static void require(Path scores, ScoredBy by) throws IOException {
    ScoreRecord record =
        read(scores)
            .orElseThrow(
                () ->
                    new UserError(
                        scores
                            + ": has scores, but no "
                            + beside(scores).getFileName()
                            + " beside it that says who gave them; score the rows again with"
                            + " 'herder score'"));
    List<String> differences = by.differences(record.by());
    if (!differences.isEmpty()) {
      throw new UserError(
          scores
              + ": its scores were given by another scorer: "
              + String.join("; ", differences)
              + "; score the rows again with 'herder score'");
    }
    if (!record.file().equals(Hashes.ofFile(scores))) {
      throw new UserError(
          scores + ": was changed since it was scored; score the rows again with 'herder score'");
    }
  }
}
