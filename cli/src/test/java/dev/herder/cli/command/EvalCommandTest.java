package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvalCommandTest {
  private static final Path MODEL =
      Path.of("../engine/src/test/resources/golden/model/training/base");
  private static final int PROMPTS = 6;

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    StringBuilder prompts = new StringBuilder();
    StringBuilder good = new StringBuilder();
    StringBuilder bad = new StringBuilder();
    for (int i = 0; i < PROMPTS; i++) {
      String prompt = "Say %d without a comma%s".formatted(i, "!".repeat(i));
      prompts.append(
          ("{\"key\":%d,\"prompt\":\"%s\",\"instruction_id_list\":[\"punctuation:no_comma\"],"
                  + "\"kwargs\":[{}]}%n")
              .formatted(i, prompt));
      good.append("{\"prompt\":\"%s\",\"response\":\"%d\"}%n".formatted(prompt, i));
      bad.append("{\"prompt\":\"%s\",\"response\":\"%d, yes\"}%n".formatted(prompt, i));
    }
    Files.writeString(folder.resolve("prompts.jsonl"), prompts);
    Files.writeString(folder.resolve("good.jsonl"), good);
    Files.writeString(folder.resolve("bad.jsonl"), bad);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private HerderRun herder(String... arguments) {
    return HerderRun.herder(folder, arguments);
  }

  private HerderRun given(String responses, String out, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "eval",
                "--suite",
                "ifeval",
                "--prompts",
                path("prompts.jsonl"),
                "--responses",
                path(responses),
                "--out",
                path(out)));
    line.addAll(Arrays.asList(more));
    return herder(line.toArray(String[]::new));
  }

  private HerderRun asked(String out, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "eval",
                "--suite",
                "ifeval",
                "--prompts",
                path("prompts.jsonl"),
                "--model",
                MODEL.toString(),
                "--dtype",
                "float32",
                "--max-new-tokens",
                "12",
                "--out",
                path(out),
                "--quiet"));
    line.addAll(Arrays.asList(more));
    return herder(line.toArray(String[]::new));
  }

  @Test
  void givenAnswersAreHeldToBars() throws IOException {
    HerderRun met = given("good.jsonl", "good", "--require", "ifeval.prompt_strict>=0.9", "--json");
    HerderRun missed = given("bad.jsonl", "bad", "--require", "ifeval.prompt_strict>=0.9");

    assertEquals(0, met.exit(), met.err());
    JsonNode figures = new ObjectMapper().readTree(met.out());
    assertEquals(1.0, figures.path("prompt_strict").path("value").asDouble());
    assertEquals(PROMPTS, figures.path("prompt_strict").path("n").asInt());
    assertEquals(PROMPTS, figures.path("rows").asInt());
    assertTrue(figures.path("met").asBoolean());
    assertEquals(1, missed.exit(), missed.err());
    assertTrue(missed.err().contains("missed ifeval.prompt_strict>=0.9: prompt_strict is 0.0000"));
    assertTrue(missed.out().contains("prompt_strict"), missed.out());
    assertTrue(Files.readString(folder.resolve("bad/junit.xml")).contains("failures=\"1\""));
  }

  @Test
  void resultsAreCompared() throws IOException {
    assertEquals(0, given("good.jsonl", "good").exit());
    assertEquals(0, given("bad.jsonl", "bad.json").exit());

    HerderRun table =
        herder("eval", "--compare", path("good"), path("bad.json"), "--out", path("compared"));
    HerderRun json = herder("eval", "--compare", path("good"), path("bad.json"), "--json");

    assertEquals(0, table.exit(), table.err());
    assertTrue(table.out().contains("prompt_strict       1.0000  0.0000"), table.out());
    assertTrue(Files.exists(folder.resolve("compared/report.html")));
    JsonNode row = new ObjectMapper().readTree(json.out()).path("figures").path(0);
    assertEquals(-1.0, row.path("difference").asDouble());
    assertEquals(0.03125, row.path("p").asDouble(), 1e-9);
  }

  @Test
  void aModelAnswersAndGoesOnAfterAKill() throws IOException {
    HerderRun whole = asked("whole", "--json");
    assertEquals(0, whole.exit(), whole.err());
    JsonNode figures = new ObjectMapper().readTree(whole.out());
    assertTrue(figures.path("tokens").asInt() > 0, whole.out());
    byte[] answers = Files.readAllBytes(folder.resolve("whole/answers.jsonl"));
    Files.createDirectory(folder.resolve("torn"));
    Files.write(folder.resolve("torn/answers.jsonl"), Arrays.copyOf(answers, answers.length / 2));

    HerderRun torn = asked("torn", "--json");
    HerderRun again = asked("torn", "--json");

    assertEquals(0, torn.exit(), torn.err());
    JsonNode rest = new ObjectMapper().readTree(torn.out());
    assertTrue(rest.path("tokens").asInt() < figures.path("tokens").asInt(), torn.out());
    assertEquals(0, new ObjectMapper().readTree(again.out()).path("tokens").asInt());
    assertEquals(
        Files.readString(folder.resolve("whole/items.jsonl")),
        Files.readString(folder.resolve("torn/items.jsonl")));
    assertNotEquals(0, Files.size(folder.resolve("torn/report.html")));
  }

  @Test
  void generatedAnswersCountAsTheModelsOwn() throws IOException {
    assertEquals(0, asked("asked").exit());
    String chats =
        Files.readString(folder.resolve("prompts.jsonl"))
            .replaceAll(
                "\"prompt\":(\"[^\"]*\")", "\"prompt\":[{\"role\":\"user\",\"content\":$1}]");
    Files.writeString(folder.resolve("chats.jsonl"), chats);
    HerderRun generated =
        herder(
            "generate",
            "--model",
            MODEL.toString(),
            "--prompts",
            path("chats.jsonl"),
            "--out",
            path("generated.jsonl"),
            "--n",
            "1",
            "--temperature",
            "0",
            "--max-new-tokens",
            "12",
            "--dtype",
            "float32",
            "--quiet");
    assertEquals(0, generated.exit(), generated.err());

    assertEquals(0, given("generated.jsonl", "given").exit());

    assertEquals(
        Files.readString(folder.resolve("asked/items.jsonl")),
        Files.readString(folder.resolve("given/items.jsonl")));
  }

  @Test
  void mistakesAreTold() throws IOException {
    String[][] lines = {
      {"eval", "--out", path("o")},
      {"eval", "--suite", "ifeval", "--out", path("o")},
      {"eval", "--suite", "ifeval", "--responses", path("good.jsonl")},
      {"eval", "--suite", "ifevil", "--responses", path("good.jsonl"), "--out", path("o")},
      {"eval", "--compare", path("nothing"), path("here")},
    };
    String[] said = {
      "expected one of --suite NAME",
      "expected one of --model DIR and --responses FILE",
      "--out: is missing",
      "'ifevil' is not known, expected one of ",
      "no result of 'herder eval' there",
    };
    for (int i = 0; i < lines.length; i++) {
      HerderRun run = herder(lines[i]);
      assertEquals(2, run.exit(), run.err());
      assertTrue(run.err().contains(said[i]), run.err());
    }
    HerderRun bar = given("good.jsonl", "o", "--require", "prompt_strict");
    assertTrue(bar.err().contains("expected SUITE.FIGURE>=NUMBER"), bar.err());
    HerderRun option = given("good.jsonl", "o", "--option", "shots=3");
    assertTrue(option.err().contains("suite 'ifeval' has none of that name"), option.err());
    assertFalse(Files.exists(folder.resolve("o/results.json")));
  }

  @Test
  void theSuitesAreListed() {
    HerderRun run = herder("eval", "--list");

    assertEquals(0, run.exit());
    assertTrue(run.out().lines().anyMatch(line -> line.startsWith("ifeval  ")), run.out());
  }
}
