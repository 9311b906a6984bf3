package dev.herder.eval.custom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import dev.herder.eval.ScriptedModel;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedPromptsTest {
  @TempDir Path folder;

  private static SuiteInput input(SuiteOptions options, Path... prompts) {
    return new SuiteInput(
        List.of(prompts), options, Optional.empty(), Optional.empty(), RunContext.quiet());
  }

  @Test
  void scoresAnswersByTheVerifier() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("capitals.jsonl"),
            """
            {"id":"fr","prompt":"Capital of France?","answer":"Paris","category":"west"}
            {"id":"pl","prompt":[{"role":"user","content":"Capital of Poland?"}],"answer":"Warsaw","category":"east"}
            {"prompt":"Capital of Spain?","answer":"Madrid","category":"west"}
            """);
    VerifiedPrompts suite = new VerifiedPrompts(file, "0.75*exact + 0.25*length:1");
    assertEquals("capitals", suite.name());
    SuiteResult result =
        suite.evaluate(
            input(SuiteOptions.none(), file),
            ScriptedModel.answering(text -> text.contains("France") ? "Paris" : "I think Warsaw"));
    assertEquals(List.of("fr", "pl", "3"), result.items().stream().map(i -> i.id()).toList());
    assertEquals(1.0 / 3, result.figure("right").value(), 1e-12);
    assertEquals(1.0 / 3, result.figure("score").value(), 1e-12);
    assertEquals(0.5, result.figure("score/west").value(), 1e-12);
    assertEquals("Capital of Poland?", result.items().get(1).asked());
    assertEquals("0.75*exact + 0.25*length:1", result.conditions().settings().get("verifier"));
  }

  @Test
  void averagesOverSamples() throws Exception {
    Path file =
        Files.writeString(folder.resolve("a.jsonl"), "{\"prompt\":\"Yes?\",\"answer\":\"yes\"}\n");
    SuiteResult result =
        new VerifiedPrompts(file, "exact")
            .evaluate(
                input(SuiteOptions.none().with("n", "4"), file),
                ScriptedModel.sampling((text, sample) -> sample < 3 ? "yes" : "no"));
    assertEquals(0.75, result.figure("right").value());
  }

  @Test
  void refusesUnknownVerifiersMissingAnswersAndMissingFiles() throws Exception {
    Path file = Files.writeString(folder.resolve("b.jsonl"), "{\"prompt\":\"Yes?\"}\n");
    assertThrows(UserError.class, () -> new VerifiedPrompts(file, "nobody"));
    ScriptedModel model = ScriptedModel.answering(text -> "yes");
    VerifiedPrompts suite = new VerifiedPrompts(file, "exact");
    assertThrows(UserError.class, () -> suite.evaluate(input(SuiteOptions.none(), file), model));
    assertThrows(UserError.class, () -> suite.evaluate(input(SuiteOptions.none()), model));
  }
}
