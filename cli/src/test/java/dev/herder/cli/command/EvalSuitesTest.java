package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.cli.HerderRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every suite on the command line, with its example data and a tiny model. */
final class EvalSuitesTest {
  private static final Path MODEL =
      Path.of("../engine/src/test/resources/golden/model/likelihood/model");
  private static final Path DATA = Path.of("../examples/evaluation");

  @TempDir Path folder;

  private HerderRun eval(String suite, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("eval", "--suite", suite, "--out", folder.resolve("out").toString(), "--json"));
    line.addAll(Arrays.asList(more));
    return HerderRun.herder(folder, line.toArray(String[]::new));
  }

  private static JsonNode json(HerderRun run) throws IOException {
    assertEquals(0, run.exit(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  private String path(String name) {
    return DATA.resolve(name).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "multiple-choice, multiple-choice.jsonl, acc, 6",
    "multiple-choice, cloze.jsonl, acc_norm, 2",
    "perplexity, texts.jsonl, byte_perplexity, 2",
  })
  void asksForProbabilities(String suite, String file, String figure, int items)
      throws IOException {
    JsonNode told =
        json(
            eval(
                suite,
                "--prompts",
                path(file),
                "--model",
                MODEL.toString(),
                "--dtype",
                "float32",
                "--option",
                suite.equals("perplexity") ? "window=64" : "rotations=2"));
    assertEquals(items, told.path("rows").asInt());
    JsonNode value = told.path(figure);
    assertTrue(value.path("low").asDouble() <= value.path("value").asDouble(), told.toString());
    assertTrue(Files.readString(folder.resolve("out/report.html")).contains(figure));
  }

  @ParameterizedTest
  @CsvSource({
    "gsm8k, problems.jsonl, accuracy, 4",
    "safety, safety.jsonl, violation_rate, 4",
    "multiple-choice, multiple-choice.jsonl, answered, 6",
  })
  void asksForAnswers(String suite, String file, String figure, int items) throws IOException {
    List<String> more =
        new ArrayList<>(
            List.of(
                "--prompts",
                path(file),
                "--model",
                MODEL.toString(),
                "--dtype",
                "float32",
                "--max-new-tokens",
                "4"));
    if (suite.equals("multiple-choice")) {
      more.addAll(List.of("--option", "mode=generation"));
    }
    JsonNode told = json(eval(suite, more.toArray(String[]::new)));
    assertEquals(items, told.path("rows").asInt());
    assertTrue(told.path(figure).path("value").isNumber(), told.toString());
  }

  @Test
  void hidesNeedles() throws IOException {
    JsonNode told =
        json(
            eval(
                "needle",
                "--model",
                MODEL.toString(),
                "--dtype",
                "float32",
                "--max-new-tokens",
                "2",
                "--option",
                "lengths=50",
                "--option",
                "depths=0,100"));
    assertEquals(2, told.path("rows").asInt());
    assertTrue(
        Files.readString(folder.resolve("out/report.html")).contains("recall: words by depth"));
  }

  @Test
  void aFileAndAVerifierAreASuite() throws IOException {
    Path answers =
        Files.writeString(
            folder.resolve("answers.jsonl"),
            """
            {"prompt":"What is the capital of France? Answer with its name alone.","response":"Paris"}
            {"prompt":"What is the capital of Poland? Answer with its name alone.","response":"Cracow"}
            {"prompt":"What is the capital of Portugal? Answer with its name alone.","response":"lisbon."}
            """);
    JsonNode told =
        json(
            eval(path("capitals.jsonl"), "--verifier", "exact", "--responses", answers.toString()));
    assertEquals("capitals", told.path("suite").asText());
    assertEquals(2.0 / 3, told.path("right").path("value").asDouble(), 1e-9);
    JsonNode manifest = new ObjectMapper().readTree(folder.resolve("out/manifest.json").toFile());
    assertTrue(manifest.toString().contains("capitals.jsonl"));
  }

  @Test
  void aFileNeedsAVerifier() {
    HerderRun run = eval(path("capitals.jsonl"), "--responses", path("responses.jsonl"));
    assertEquals(2, run.exit());
    assertTrue(run.err().contains("--verifier"), run.err());
  }

  @Test
  void winsByAVerifierAndGivenAnswers() throws IOException {
    Path answers =
        Files.writeString(
            folder.resolve("answers.jsonl"),
            """
            {"prompt":"Name three primary colours.","response":"Red, yellow, blue, in any order that you like."}
            {"prompt":"Say in one sentence why the sky is blue.","response":"Because air scatters blue light."}
            """);
    JsonNode told =
        json(
            eval(
                "win-rate",
                "--prompts",
                path("opponent.jsonl"),
                "--verifier",
                "length:6",
                "--responses",
                answers.toString()));
    assertEquals(0.5, told.path("win_rate").path("value").asDouble());
    assertEquals(0.5, told.path("wins").path("value").asDouble());
  }

  @Test
  void aJudgeIsAskedOnceForEachVerdict() throws IOException {
    List<String> line =
        List.of(
            "--prompts",
            path("safety.jsonl"),
            "--model",
            MODEL.toString(),
            "--judge",
            MODEL.toString(),
            "--dtype",
            "float32",
            "--max-new-tokens",
            "3");
    JsonNode first = json(eval("safety", line.toArray(String[]::new)));
    assertTrue(first.path("judge_tokens").asInt() > 0, first.toString());
    Path kept = folder.resolve("out/verdicts.jsonl");
    byte[] verdicts = Files.readAllBytes(kept);
    Files.write(kept, Arrays.copyOf(verdicts, verdicts.length / 2));

    JsonNode torn = json(eval("safety", line.toArray(String[]::new)));
    JsonNode again = json(eval("safety", line.toArray(String[]::new)));

    assertTrue(torn.path("judge_tokens").asInt() > 0, torn.toString());
    assertTrue(
        torn.path("judge_tokens").asInt() < first.path("judge_tokens").asInt(), torn.toString());
    assertEquals(0, again.path("judge_tokens").asInt());
    assertEquals(first.path("violation_rate"), again.path("violation_rate"));
  }

  @Test
  void codeSaysWhyItCannotRunOrRuns() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    HerderRun run =
        eval(
            "code",
            "--prompts",
            path("tasks.jsonl"),
            "--responses",
            Files.writeString(answers, "{\"prompt\":\"x\",\"response\":\"y\"}\n").toString());
    assertEquals(2, run.exit());
    assertTrue(
        run.err().contains("sandbox") || run.err().contains("has no answer to 2 of 2 prompts"),
        run.err());
  }
}
