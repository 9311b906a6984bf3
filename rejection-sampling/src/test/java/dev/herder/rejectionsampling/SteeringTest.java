package dev.herder.rejectionsampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.RunContext;
import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Selection;
import dev.herder.core.verify.Verifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteeringTest {
  private static final Steering TWO = new Steering(List.of("Be brief.", "Be kind."), false);

  /** Answers with the system message that it sees. */
  private static final Generator ECHO =
      (prompts, sampling, sink) -> {
        for (Row.Prompt prompt : prompts) {
          Message first = ((Turns.Chat) prompt.prompt()).messages().get(0);
          sink.accept(
              new Completion(
                  prompt, 0, first.role() + ": " + first.content(), FinishReason.STOP, 3, -1.5));
        }
      };

  @TempDir Path directory;

  private Path prompts() throws IOException {
    return Files.writeString(
        directory.resolve("prompts.jsonl"),
        "{\"prompt\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"answer\":\"x\"}\n"
            + "{\"prompt\":[{\"role\":\"system\",\"content\":\"Say ewe.\"},{\"role\":\"user\","
            + "\"content\":\"Hi\"}],\"answer\":\"y\"}\n");
  }

  private String sft(String out, Steering steering) throws IOException {
    SelectionPass pass =
        new SelectionPass(
            new Selection.Best(), new Pairing.BestWorst(0), new Filter(true, true), 1);
    new RejectionSampling(ECHO, Verifiers.scorer("exact"))
        .run(
            new RejectionSampling.Config(
                prompts(),
                directory.resolve(out),
                "m",
                new Sampling(1, 1, 0, 1, 9, 2),
                pass,
                steering),
            RunContext.quiet());
    return Files.readString(directory.resolve(out).resolve("sft.jsonl"));
  }

  @Test
  void answersAreStoredWithoutWhatSteeredThem() throws IOException {
    String rows = sft("dropped", TWO);
    assertTrue(rows.contains("\"system: Be kind.\""), rows);
    assertTrue(rows.contains("\"system: Say ewe.\\n\\nBe brief.\""), rows);
    assertFalse(rows.contains("\"role\":\"system\",\"content\":\"Be kind.\""), rows);
    assertTrue(rows.contains("\"role\":\"system\",\"content\":\"Say ewe.\""), rows);
  }

  @Test
  void orWithIt() throws IOException {
    String rows = sft("kept", new Steering(TWO.texts(), true));
    assertTrue(rows.contains("{\"role\":\"system\",\"content\":\"Be kind.\"}"), rows);
    assertTrue(
        rows.contains("{\"role\":\"system\",\"content\":\"Say ewe.\\n\\nBe brief.\"}"), rows);
  }

  @Test
  void answersDrawnUnderOtherTextsAreNotMixedIn() throws IOException {
    sft("out", TWO);
    assertTrue(
        Answers.refusal(() -> sft("out", new Steering(List.of("Be kind."), false)))
            .contains("steering was {\"texts\":[\"Be brief.\",\"Be kind.\"]"));
    assertTrue(Answers.refusal(() -> sft("out", Steering.none())).contains("and is now none"));
  }

  @Test
  void readsOneTextALine() throws IOException {
    Path file = Files.writeString(directory.resolve("s.txt"), "Be brief.\n\n  Be kind. \n");
    assertEquals(TWO, Steering.read(file, false));
    Files.writeString(file, "\n");
    assertTrue(Answers.refusal(() -> Steering.read(file, false)).contains("is empty"));
    assertTrue(Answers.refusal(() -> Steering.read(directory, false)).contains("is no file"));
    Files.write(file, new byte[] {(byte) 0xff, '\n'});
    assertTrue(Answers.refusal(() -> Steering.read(file, false)).contains("is not UTF-8"));
  }

  @Test
  void plainTextHasNoSystemMessage() {
    Row.Prompt plain = new Row.Prompt(new Source("p.jsonl", 3), new Turns.Plain("Q"), Map.of());
    assertTrue(
        Answers.refusal(() -> new Steering(List.of("x"), true).stored(List.of(plain)))
            .startsWith("p.jsonl:3: key 'prompt': plain text has no system message"));
  }
}
