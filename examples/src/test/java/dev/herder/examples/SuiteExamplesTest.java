package dev.herder.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.run.RunContext;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.Suites;
import dev.herder.eval.answer.RecordingModel;
import dev.herder.eval.custom.VerifiedPrompts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suites on their example files. */
class SuiteExamplesTest {
  private static final Path DATA = Path.of("evaluation");

  @TempDir Path folder;

  /** Answers by rule; of texts, the shorter ones are the more probable. */
  private RecordingModel model(Function<String, String> rule) {
    Generator generator =
        (prompts, sampling, sink) -> {
          for (Row.Prompt prompt : prompts) {
            for (int i = 0; i < sampling.n(); i++) {
              String text = rule.apply(text(prompt));
              sink.accept(new Completion(prompt, i, text, FinishReason.STOP, 1, -1));
            }
          }
        };
    return new RecordingModel(
        "by rule",
        "",
        generator,
        asked ->
            asked.stream()
                .map(each -> new Likelihood(-each.text().length(), each.text().length()))
                .toList(),
        folder.resolve("answers.jsonl"),
        RunContext.quiet());
  }

  private static String text(Row.Prompt prompt) {
    if (prompt.prompt() instanceof Turns.Plain plain) {
      return plain.text();
    }
    List<Message> turns = ((Turns.Chat) prompt.prompt()).messages();
    return turns.get(turns.size() - 1).content();
  }

  private SuiteResult run(String suite, String file, SuiteOptions options, RecordingModel model)
      throws Exception {
    return Suites.byName(suite)
        .evaluate(SuiteInput.of(DATA.resolve(file), RunContext.quiet()).with(options), model);
  }

  @Test
  void aSuiteOfOnesOwnIsFoundByItsName() throws Exception {
    SuiteInput input =
        new SuiteInput(
            List.of(),
            SuiteOptions.none().with("longest", "5"),
            Optional.empty(),
            Optional.empty(),
            RunContext.quiet());
    SuiteResult result =
        Suites.byName("palindromes")
            .evaluate(input, model(text -> text.contains("of 4") ? "Noon!" : "noon"));
    assertEquals(1.0 / 3, result.figure("right").value(), 1e-12);
    assertEquals(3, result.items().size());
  }

  @Test
  void aFileAndAVerifierAreASuite() throws Exception {
    Path file = DATA.resolve("capitals.jsonl");
    SuiteResult result =
        new VerifiedPrompts(file, "exact")
            .evaluate(SuiteInput.of(file, RunContext.quiet()), model(text -> "Warsaw"));
    assertEquals(1.0 / 3, result.figure("right").value(), 1e-12);
    assertEquals(1, result.figure("score/east").value());
  }

  @Test
  void everyFileIsOfItsFormat() throws Exception {
    RecordingModel model = model(text -> "#### 24");
    SuiteOptions none = SuiteOptions.none();
    assertEquals(6, run("multiple-choice", "multiple-choice.jsonl", none, model).items().size());
    assertEquals(2, run("multiple-choice", "cloze.jsonl", none, model).items().size());
    assertEquals(0.25, run("gsm8k", "problems.jsonl", none, model).figure("accuracy").value());
    assertEquals(2, run("perplexity", "texts.jsonl", none, model).items().size());
    SuiteResult safety = run("safety", "safety.jsonl", none, model);
    assertEquals(1, safety.figure("violation_rate").value());
    assertEquals(0, safety.figure("false_refusal_rate").value());
    Path scores =
        Files.writeString(
            folder.resolve("scores.jsonl"),
            String.join(
                "\n",
                Stream.of("Name three primary colours.", "Say in one sentence why the sky is blue.")
                    .map(each -> "{\"prompt\":\"" + each + "\",\"score\":1}")
                    .toList()));
    UserError missing =
        assertThrows(
            UserError.class,
            () -> run("win-rate", "opponent.jsonl", none.with("scores", scores.toString()), model));
    assertTrue(String.valueOf(missing.getMessage()).contains("opponent.jsonl:1: key 'score'"));
  }
}
