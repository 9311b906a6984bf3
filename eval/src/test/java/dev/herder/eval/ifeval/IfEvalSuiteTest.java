package dev.herder.eval.ifeval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.run.RunContext;
import dev.herder.eval.ItemResult;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.Suites;
import dev.herder.eval.answer.GivenAnswers;
import dev.herder.eval.answer.RecordingModel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IfEvalSuiteTest {
  private static final String ROW =
      "{\"key\": %s, \"prompt\": \"%s\", \"instruction_id_list\": [\"punctuation:no_comma\"],"
          + " \"kwargs\": [{}]}";

  @TempDir Path folder;

  private static Path golden(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(IfEvalSuiteTest.class.getResource("/golden/ifeval/" + name))
            .toURI());
  }

  private Path file(String... lines) throws IOException {
    Path file = folder.resolve("prompts.jsonl");
    Files.writeString(file, String.join("\n", lines));
    return file;
  }

  @Test
  void givesThePublishedAccuracies() throws Exception {
    JsonNode expected = new ObjectMapper().readTree(Files.readString(golden("accuracies.json")));
    GivenAnswers answers = GivenAnswers.read(golden("responses.jsonl"));

    SuiteResult result =
        Suites.byName("ifeval")
            .evaluate(SuiteInput.of(golden("prompts.jsonl"), RunContext.quiet()), answers);

    for (String name :
        List.of("prompt_strict", "prompt_loose", "instruction_strict", "instruction_loose")) {
      assertEquals(expected.path(name).asDouble(), result.figure(name).value(), 1e-12, name);
    }
    assertEquals(300, result.items().size());
    assertEquals(300, result.figure("prompt_strict").n());
    for (int i = 0; i < result.items().size(); i++) {
      ItemResult item = result.items().get(i);
      JsonNode verdict = expected.path("prompts").path(i);
      assertEquals(verdict.path(0).asText(), item.id());
      assertEquals(verdict.path(1).asBoolean(), item.measure("prompt_strict") == 1, item.id());
      assertEquals(verdict.path(2).asBoolean(), item.measure("prompt_loose") == 1, item.id());
    }
    assertEquals(0, answers.unused());
  }

  @Test
  void categoriesCountInstructions() throws IOException {
    Path prompts =
        file(
            "{\"key\": 5, \"prompt\": \"p\", \"instruction_id_list\": [\"punctuation:no_comma\","
                + " \"startend:quotation\", \"startend:end_checker\"], \"kwargs\": [{}, {},"
                + " {\"end_phrase\": \"end\"}]}");
    Path responses = folder.resolve("responses.jsonl");
    Files.writeString(responses, "{\"prompt\": \"p\", \"response\": \"**a, the end**\"}");

    SuiteResult result =
        new IfEvalSuite()
            .evaluate(SuiteInput.of(prompts, RunContext.quiet()), GivenAnswers.read(responses));

    assertEquals(0.0, result.figure("instruction_strict/startend").value());
    assertEquals(0.5, result.figure("instruction_loose/startend").value());
    assertEquals(2, result.figure("instruction_loose/startend").n());
    assertEquals(1.0, result.figure("instruction_loose/startend:end_checker").value());
    assertEquals(
        List.of(
            "does not follow punctuation:no_comma",
            "does not follow startend:quotation",
            "follows only loosely startend:end_checker {end_phrase=end}"),
        result.items().get(0).reasons());
    assertEquals(List.of("punctuation", "startend"), result.items().get(0).tags());
  }

  @Test
  void aModelAnswersGreedilyWithItsTemplate() throws IOException {
    List<Row.Prompt> asked = new ArrayList<>();
    RecordingModel model =
        new RecordingModel(
            "model",
            "m",
            (prompts, sampling, sink) -> {
              assertEquals(0, sampling.temperature());
              assertEquals(64, sampling.maxNewTokens());
              asked.addAll(prompts);
              prompts.forEach(
                  prompt ->
                      sink.accept(new Completion(prompt, 0, "no", FinishReason.LENGTH, 1, -1)));
            },
            each -> List.of(),
            folder.resolve("answers.jsonl"),
            RunContext.quiet());

    SuiteInput input =
        SuiteInput.of(
                file(String.format(ROW, 1, "p"), String.format(ROW, 2, "q")), RunContext.quiet())
            .with(SuiteOptions.none().with("max-new-tokens", "64"));
    SuiteResult result = new IfEvalSuite().evaluate(input, model);

    assertEquals(1.0, result.figure("prompt_strict").value());
    Turns.Chat turns = (Turns.Chat) asked.get(1).prompt();
    assertEquals("q", turns.messages().get(0).content());
    assertEquals("user", turns.messages().get(0).role());
    assertEquals(Map.of(), asked.get(1).variables());
    assertEquals(64, result.conditions().settings().get("max-new-tokens"));
    assertTrue(result.notes().toString().contains("2 answers reached the limit"));
  }

  @Test
  void unknownOptionsAndRepeatedKeysAreRefused() throws IOException {
    Path responses = folder.resolve("responses.jsonl");
    Files.writeString(responses, "{\"prompt\": \"p\", \"response\": \"a\"}");
    Path prompts = file(String.format(ROW, 1, "p"), String.format(ROW, 1, "q"));
    SuiteInput input = SuiteInput.of(prompts, RunContext.quiet());

    UserError unknown =
        assertThrows(
            UserError.class,
            () ->
                new IfEvalSuite()
                    .evaluate(
                        input.with(SuiteOptions.none().with("shots", "5")),
                        GivenAnswers.read(responses)));
    UserError twice =
        assertThrows(
            UserError.class, () -> new IfEvalSuite().evaluate(input, GivenAnswers.read(responses)));

    assertTrue(String.valueOf(unknown.getMessage()).contains("one of chat, max-new-tokens"));
    assertTrue(String.valueOf(twice.getMessage()).contains("key 'key': 1 is already the key of"));
  }
}
