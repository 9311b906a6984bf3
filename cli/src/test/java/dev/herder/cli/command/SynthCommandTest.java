package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.cli.HerderRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The synth commands against a server in this process, whose answers depend on the question alone.
 */
final class SynthCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLE = Path.of("../examples/synth");
  private static final Path MODEL = Path.of("../examples/quickstart/model");

  @TempDir private Path folder;

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> askedOf = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private ChatServer server;
  private volatile boolean silent;

  @BeforeEach
  void start() throws IOException {
    server =
        ChatServer.start(
            body -> {
              JsonNode messages = body.path("messages");
              String text = messages.path(messages.size() - 1).path("content").asText();
              asked.add(text);
              askedOf.add(body.path("model").asText() + (text.startsWith("Rate") ? " judges" : ""));
              // Every fifth request is refused once.
              boolean refused = requests.incrementAndGet() % 5 == 0 || silent;
              return refused ? ChatServer.Reply.refused(429) : ChatServer.Reply.of(answer(text));
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String answer(String asked) {
    int hash = Math.floorMod(asked.hashCode(), 1000);
    if (asked.startsWith("Rate")) {
      return "{\"score\": " + (1 + hash % 5) + ", \"reason\": \"r\"}";
    }
    if (asked.contains("<<<ROW")) {
      boolean points = asked.contains("how good") || asked.contains("how hard");
      return points ? "" + (1 + hash % 3) : asked.contains("JSON list") ? "[\"Add\"]" : "neither";
    }
    if (asked.startsWith("Read") || asked.contains("about the whole")) {
      return "Question: What is "
          + hash
          + "?\nAnswer: A number.\nQuestion: Why "
          + hash
          + "?\nAnswer: Because.";
    }
    if (asked.contains("Think step by step")) {
      return "First this.\nAnswer: " + hash;
    }
    return asked.contains("somebody who sees the image")
        ? "Question: What is it?"
        : "A text of " + hash;
  }

  /** Units whose questions nobody answered stay to be done. */
  @Test
  void aRunThatNobodyAnswersIsNotFinished() throws IOException {
    Path document = folder.resolve("flocks.md");
    Files.writeString(document, "Sheep live in flocks and eat grass. ".repeat(30));
    for (int again = 0; again < 2; again++) {
      HerderRun run =
          HerderRun.herder(
              folder,
              "synth",
              "qa",
              "--documents",
              document.toString(),
              "--out",
              folder.resolve("unanswered").toString(),
              "--endpoint",
              "http://127.0.0.1:1",
              "--endpoint-model",
              "x",
              "--set",
              "ask.endpoint-retries=0");
      assertEquals(1, run.exit(), run.err());
      assertTrue(run.err().contains("herder: none of the first "), run.err());
      assertTrue(run.err().contains("the endpoint broke the connection"), run.err());
      assertFalse(Files.exists(folder.resolve("unanswered/sft.jsonl")));
    }
  }

  @Test
  void everyGeneratorWritesRowsThatTrainingReads() throws IOException {
    String rows = EXAMPLE.resolve("tasks.jsonl").toString();
    String documents = EXAMPLE.resolve("documents").toString();
    check(run("qa", "--documents", documents, "--judge", "--min-score", "2"), "qa", 4);
    check(run("summary", "--documents", documents), "summary", 2);
    check(run("cot", "--data", rows), "cot", 3);
    check(run("evolve", "--data", rows), "evolve", 3);
    check(
        run("self-instruct", "--data", rows, "--count", "6", "--shown", "2", "--novelty", "1"),
        "self-instruct",
        2);
    check(
        run(
            "steer",
            "--data",
            rows,
            "--constraints",
            EXAMPLE.resolve("constraints.txt").toString()),
        "steer",
        3);
    check(
        run(
            "caption-qa",
            "--data",
            EXAMPLE.resolve("captions.jsonl").toString(),
            "--verifier",
            "length:5",
            "--template",
            "caption-answer=" + template()),
        "caption-qa",
        2);
    String made = folder.resolve("qa/sft.jsonl").toString();
    check(run("judge", "--data", made, "--min-score", "1"), "judge", 4);
    assertTrue(asked.stream().anyMatch(text -> text.startsWith("Mine: What is it?")));
  }

  @Test
  void anotherModelMayJudge() throws IOException {
    String documents = EXAMPLE.resolve("documents").toString();
    HerderRun run =
        run(
            "qa",
            "--documents",
            documents,
            "--judge-endpoint",
            endpoint(),
            "--judge-endpoint-model",
            "strict");
    assertEquals(0, run.exit(), run.err());
    assertEquals(Set.of("m", "strict judges"), askedOf);
    assertTrue(JSON.readTree(run.out()).path("judged").asInt() > 3, run.out());
    HerderRun both =
        run("qa", "--documents", documents, "--judge-endpoint", endpoint(), "--judge-model", "x");
    assertEquals(2, both.exit());
    assertTrue(both.err().contains("expected one of --judge-model DIR"), both.err());
    HerderRun second = run("judge", "--data", template(), "--set", "judge.model=x");
    assertEquals(2, second.exit());
    assertTrue(second.err().contains("names the judge here"), second.err());
  }

  @Test
  void aJudgeGradesRowsAndPruneTakesTheBest() throws IOException {
    Path out = folder.resolve("graded");
    String rows = EXAMPLE.resolve("tasks.jsonl").toString();
    HerderRun run =
        data("grade", "--data", rows, "--out", out.toString(), "--topics", "maths,writing");
    assertEquals(0, run.exit(), run.err());
    JsonNode figures = JSON.readTree(run.out());
    int all = figures.path("rows").asInt();
    assertEquals(all, Files.readAllLines(out.resolve("graded.jsonl")).size());
    assertEquals("{\"topic\":" + all + "}", figures.path("without_label").toString());
    String graded = Files.readString(out.resolve("graded.jsonl"));
    assertTrue(graded.contains("\"quality\":3") && graded.contains("\"tags\":[\"add\"]"), graded);
    JsonNode summary = JSON.readTree(Files.readString(out.resolve("summary.json")));
    long best = summary.at("/values/quality/3").asLong();
    HerderRun good =
        HerderRun.herder(
            folder,
            "data",
            "prune",
            "--json",
            "--data",
            out.resolve("graded.jsonl").toString(),
            "--out",
            folder.resolve("good").toString());
    assertEquals(best, JSON.readTree(good.out()).path("kept").asLong(), good.err());
    HerderRun nobody =
        HerderRun.herder(folder, "data", "grade", "--data", rows, "--out", out.toString());
    assertEquals(2, nobody.exit());
    assertTrue(nobody.err().contains("which says who judges"), nobody.err());
    HerderRun unknown =
        data("grade", "--data", rows, "--out", out.toString(), "--aspects", "beauty");
    assertEquals(2, unknown.exit());
    assertTrue(unknown.err().contains("unknown \"beauty\""), unknown.err());
  }

  /** Rows that nobody was asked about in vain stay to be done. */
  @Test
  void rowsThatNoServerGradesAreGradedLater() throws IOException {
    Path out = folder.resolve("graded");
    String rows = EXAMPLE.resolve("tasks.jsonl").toString();
    silent = true;
    HerderRun none =
        data("grade", "--data", rows, "--out", out.toString(), "--set", "endpoint-retries=0");
    assertEquals(1, none.exit(), none.err());
    assertTrue(none.err().contains("herder: none of the first "), none.err());
    assertTrue(none.err().contains("questions was answered: the endpoint "), none.err());
    assertEquals("", none.out());
    assertFalse(Files.exists(out.resolve("graded.jsonl")));

    silent = false;
    HerderRun run = data("grade", "--data", rows, "--out", out.toString());
    assertEquals(0, run.exit(), run.err());
    assertEquals("{}", JSON.readTree(run.out()).path("without_label").toString());
  }

  private HerderRun data(String... more) {
    List<String> arguments = new ArrayList<>(List.of("data"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--json", "--endpoint", endpoint(), "--endpoint-model", "m"));
    return HerderRun.herder(folder, arguments.toArray(String[]::new));
  }

  private String template() throws IOException {
    return Files.writeString(folder.resolve("mine.jinja"), "Mine: {{ question }}").toString();
  }

  private void check(HerderRun run, String name, int least) throws IOException {
    assertEquals(0, run.exit(), run.err());
    JsonNode figures = JSON.readTree(run.out());
    assertTrue(figures.path("rows").asInt() >= least, run.out());
    assertEquals("finished", figures.path("status").asText());
    Path file = folder.resolve(name).resolve("sft.jsonl");
    HerderRun checked = HerderRun.herder(folder, "data", "check", file.toString());
    assertEquals(0, checked.exit(), checked.err());
    assertTrue(Files.exists(folder.resolve(name).resolve("report.html")));
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        assertFalse(
            Files.readString(each).contains(String.valueOf(System.getenv("PATH"))),
            each.toString());
      }
    }
  }

  /**
   * The quickstart's model, whose 256 tokens are fewer than any instruction has, with more room.
   */
  private Path roomyModel() throws IOException {
    Path roomy = Files.createDirectory(folder.resolve("roomy"));
    for (String name : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(MODEL.resolve(name), roomy.resolve(name));
    }
    String config = Files.readString(MODEL.resolve("config.json"));
    Files.writeString(
        roomy.resolve("config.json"),
        config.replaceFirst("(\"max_position_embeddings\"\\s*:\\s*)256", "$1" + 4096));
    return roomy;
  }

  @Test
  void asksALocalModelToo() throws IOException {
    HerderRun run =
        HerderRun.herder(
            folder,
            "synth",
            "qa",
            "--json",
            "--model",
            roomyModel().toString(),
            "--documents",
            EXAMPLE.resolve("documents").toString(),
            "--out",
            folder.resolve("local").toString(),
            "--max-new-tokens",
            "8",
            "--chunk-tokens",
            "64",
            "--chunk-overlap",
            "8",
            "--pairs",
            "1");
    assertEquals(0, run.exit(), run.err());
    JsonNode figures = JSON.readTree(run.out());
    // A model that adds numbers writes no questions; every chunk is told all the same.
    long units = figures.path("units").asLong();
    assertTrue(units > 3, run.out());
    assertEquals(units, Files.readAllLines(folder.resolve("local/units.jsonl")).size());
    assertTrue(figures.path("failures").asLong() >= figures.path("units_without_rows").asLong());
    assertFalse(figures.path("failures_by_reason").toString().contains("do not fit"), run.out());
  }

  @Test
  void aModelWithoutRoomForAnyQuestionIsToldAsSuch() {
    HerderRun run =
        HerderRun.herder(
            folder,
            "synth",
            "qa",
            "--model",
            MODEL.toString(),
            "--documents",
            EXAMPLE.resolve("documents").toString(),
            "--out",
            folder.resolve("cramped").toString());
    assertEquals(1, run.exit(), run.err());
    assertTrue(
        run.err().contains("the prompt and its answer do not fit into the model's context"),
        run.err());
  }

  @Test
  void saysWhatIsMissing() {
    String out = folder.resolve("x").toString();
    HerderRun nobody = HerderRun.herder(folder, "synth", "cot", "--data", "a.jsonl", "--out", out);
    assertEquals(2, nobody.exit());
    assertTrue(
        nobody.err().contains("expected one of --model DIR and --endpoint URL"), nobody.err());
    HerderRun nothing = run("qa");
    assertEquals(2, nothing.exit());
    assertTrue(nothing.err().contains("--documents"), nothing.err());
    HerderRun template = run("cot", "--data", "a.jsonl", "--template", "no.jinja");
    assertTrue(template.err().contains("no.jinja"), template.err());
  }

  @Test
  void aKilledRunGoesOnAsIfItHadNotBeen() throws Exception {
    Path whole = folder.resolve("whole");
    assertEquals(0, start(whole).waitFor(), errors());
    Random random = new Random(5);
    Path parts = folder.resolve("parts");
    int kills = 0;
    for (int attempt = 0; attempt < 4; attempt++) {
      Process process = start(parts);
      int before = server.calls().get();
      int more = 1 + random.nextInt(12);
      while (process.isAlive() && server.calls().get() < before + more) {
        process.waitFor(2, TimeUnit.MILLISECONDS);
      }
      if (process.isAlive()) {
        process.destroyForcibly().waitFor();
        kills++;
      }
    }
    assertTrue(kills > 1, "too few processes were killed: " + kills);
    assertEquals(0, start(parts).waitFor(), errors());
    for (String name :
        List.of(
            "journal.jsonl",
            "sft.jsonl",
            "rejected.jsonl",
            "units.jsonl",
            "chunks.jsonl",
            "report.html")) {
      assertEquals(-1, Files.mismatch(whole.resolve(name), parts.resolve(name)), name);
    }
  }

  private String errors() throws IOException {
    Path file = folder.resolve("errors.txt");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private Process start(Path out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.herder.cli.Main"));
    command.addAll(List.of("synth", "qa", "--quiet", "--out", out.toString(), "--judge"));
    command.addAll(List.of("--documents", EXAMPLE.resolve("documents").toString()));
    command.addAll(
        List.of("--chunk-tokens", "24", "--chunk-overlap", "4", "--set", "ask.window=3"));
    command.addAll(List.of("--endpoint", endpoint(), "--endpoint-model", "m"));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("errors.txt").toFile())
        .start();
  }

  private String endpoint() {
    return server.address();
  }

  private HerderRun run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of("synth", command, "--json"));
    arguments.addAll(List.of("--endpoint", endpoint(), "--endpoint-model", "m"));
    arguments.addAll(List.of("--endpoint-key-variable", "PATH"));
    arguments.addAll(List.of("--out", folder.resolve(command).toString()));
    arguments.addAll(List.of(more));
    return HerderRun.herder(folder, arguments.toArray(String[]::new));
  }
}
