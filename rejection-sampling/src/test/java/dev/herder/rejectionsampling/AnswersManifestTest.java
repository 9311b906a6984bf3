package dev.herder.rejectionsampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.run.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswersManifestTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);
  private static final Artifact PROMPTS = new Artifact("p.jsonl", "a".repeat(64), 2L);
  private static final Artifact OTHERS = new Artifact("p.jsonl", "b".repeat(64), 2L);

  @TempDir Path folder;
  private Path answers = Path.of("answers.jsonl");

  @BeforeEach
  void someAnswersAreDrawn() throws IOException {
    answers = folder.resolve("answers.jsonl");
    begin(42, PROMPTS, false);
    Files.writeString(answers, "{\"completion\":\"ewe\"}\n");
  }

  private AnswersManifest begin(long seed, Artifact prompts, boolean overwrite) throws IOException {
    ObjectNode draw = new ObjectMapper().createObjectNode().put("seed", seed);
    return AnswersManifest.begin(answers, draw, prompts, overwrite, CLOCK);
  }

  @Test
  void answersDrawnOtherwiseAreRefused() {
    String message = assertThrows(UserError.class, () -> begin(43, PROMPTS, false)).getMessage();
    assertTrue(String.valueOf(message).contains("seed was 42 and is now 43"), message);
    assertTrue(Files.exists(answers));
  }

  @Test
  void overwritingThrowsOtherAnswersAway() throws IOException {
    begin(43, PROMPTS, true);
    assertFalse(Files.exists(answers));
  }

  @Test
  void overwritingThrowsAnswersToOtherPromptsAway() throws IOException {
    begin(42, OTHERS, true);
    assertFalse(Files.exists(answers));
  }

  @Test
  void overwritingThrowsAnswersOfUnknownOriginAway() throws IOException {
    Files.writeString(AnswersManifest.file(answers), "{");
    begin(42, PROMPTS, true);
    assertFalse(Files.exists(answers));
    Files.writeString(answers, "{}\n");
    Files.delete(AnswersManifest.file(answers));
    begin(42, PROMPTS, true);
    assertFalse(Files.exists(answers));
  }

  @Test
  void overwritingGoesOnAfterAKill() throws IOException {
    begin(42, PROMPTS, true);
    assertEquals(1, Files.readAllLines(answers).size());
  }

  @Test
  void overwritingKeepsFinishedAnswersUnlessTheyWereChanged() throws IOException {
    begin(42, PROMPTS, true).end(true, 1);
    begin(42, PROMPTS, true).end(true, 1);
    assertEquals(1, Files.readAllLines(answers).size());
    Files.writeString(answers, "{\"completion\":\"ram\"}\n");
    begin(42, PROMPTS, true);
    assertFalse(Files.exists(answers));
  }
}
