package dev.herder.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.data.Turns;
import dev.herder.core.verify.Verifier;
import dev.herder.core.verify.Verifiers;
import dev.herder.examples.instructions.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prompts of {@code smollm2-instructions.yaml}. */
class InstructionMaterialTest {
  private static final Path KEPT = Path.of("instructions");

  @TempDir Path folder;

  @Test
  void theKeptFilesAreWhatTheProgramWrites() throws IOException {
    InstructionMaterial.main(new String[] {folder.toString()});
    for (String name : List.of("prompts.jsonl", "held-out.jsonl")) {
      assertEquals(-1, Files.mismatch(folder.resolve(name), KEPT.resolve(name)), name);
    }
  }

  @Test
  void everyRowCanBeJudged() throws IOException {
    Verifier verifier = Verifiers.byName("ifeval");
    Map<String, Integer> capabilities = new TreeMap<>();
    for (Row.Prompt prompt : prompts("held-out.jsonl")) {
      double score = verifier.score(prompt, "a plain answer. it is short");
      assertTrue(score >= 0 && score <= 1);
      String capability =
          String.valueOf(Objects.requireNonNull(prompt.variables().get("capability")));
      capabilities.merge(capability, 1, Integer::sum);
    }
    assertEquals(8, capabilities.size(), capabilities::toString);
    capabilities.values().forEach(count -> assertTrue(count >= 10, capabilities::toString));
  }

  @Test
  void noTopicIsInBothFiles() throws IOException {
    for (Row.Prompt prompt : prompts("held-out.jsonl")) {
      String text = ((Turns.Chat) prompt.prompt()).messages().get(0).content();
      assertTrue(Topics.HELD_OUT.stream().anyMatch(text::contains), text);
    }
    for (Row.Prompt prompt : prompts("prompts.jsonl")) {
      String text = ((Turns.Chat) prompt.prompt()).messages().get(0).content();
      assertFalse(Topics.HELD_OUT.stream().anyMatch(text::contains), text);
    }
  }

  private static List<Row.Prompt> prompts(String name) throws IOException {
    return RowReader.read(List.of(KEPT.resolve(name)), Purpose.PROMPTS).prompts();
  }
}
