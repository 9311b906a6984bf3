package dev.herder.dpo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Scorer;
import dev.herder.core.report.MetricsFile;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs on pairs that the policy makes: the quickstart's tiny model, which adds numbers. */
final class OnlineTest {
  private static final Path QUICKSTART = Path.of("../examples/quickstart");
  private static final Path MODEL = QUICKSTART.resolve("model");
  private static final Path PROMPTS = QUICKSTART.resolve("prompts.jsonl");

  @TempDir private Path folder;

  private final List<String> said = new ArrayList<>();

  private Dpo.Config config(String out, String... settings) {
    return Dpo.Config.of(MODEL, List.of(), folder.resolve(out))
        .with("online.enabled=true", "online.prompts=" + PROMPTS, "online.k=4")
        .with("online.max-new-tokens=12", "online.temperature=1", "online.near-duplicates=1")
        .with("dtype=float32", "threads=1", "batch-size=4", "learning-rate=1e-4", "max-steps=6")
        .with("warmup-ratio=0", "lr-scheduler-type=constant", "micro-batch-tokens=256")
        .with(settings);
  }

  private Dpo.Result run(Dpo.Config config, Scorer scorer) throws IOException {
    return run(config, scorer, Long.MAX_VALUE);
  }

  private Dpo.Result run(Dpo.Config config, Scorer scorer, long stopAfter) throws IOException {
    AtomicLong done = new AtomicLong();
    RunContext context =
        new RunContext(
            42,
            Clock.systemUTC(),
            said::add,
            (step, metrics) -> done.set(step),
            () -> done.get() >= stopAfter);
    return new Dpo(scorer).run(config, context);
  }

  /** Likes answers with many even digits: every prompt has better and worse ones. */
  private static Scorer evenDigits() {
    return scorer(
        answer -> answer.text().chars().filter(c -> c >= '0' && c <= '9' && c % 2 == 0).count());
  }

  private interface Judge {
    double of(Completion answer);
  }

  private static Scorer scorer(Judge judge) {
    return new Scorer() {
      @Override
      public List<Double> score(List<Completion> answers) {
        return answers.stream().map(judge::of).toList();
      }

      @Override
      public String id() {
        return "test";
      }
    };
  }

  private Path file(String out, String name) {
    return folder.resolve(out).resolve(name);
  }

  private List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private double score(String out, int from, int to) throws IOException {
    return lines(file(out, "metrics.jsonl")).subList(from, to).stream()
        .mapToDouble(line -> line.path("score/mean").asDouble())
        .average()
        .orElseThrow();
  }

  private void assertSame(String whole, String parts) throws IOException {
    for (String name : List.of("model.safetensors", OnlineRecord.PAIRS)) {
      assertEquals(-1, Files.mismatch(file(whole, name), file(parts, name)), name);
    }
    assertEquals(
        MetricsFile.deterministicView(file(whole, "metrics.jsonl")),
        MetricsFile.deterministicView(file(parts, "metrics.jsonl")));
  }

  @Test
  void raisesTheMeanScore() throws IOException {
    run(
        config("out", "max-steps=40", "batch-size=8", "online.every=2", "learning-rate=3e-4"),
        evenDigits());
    double before = score("out", 0, 6);
    double after = score("out", 34, 40);
    assertTrue(after > before + 0.3, before + " to " + after);

    List<JsonNode> steps = lines(file("out", "metrics.jsonl"));
    assertEquals(0, steps.get(0).path("rewards/margins").asDouble(), 1e-4);
    JsonNode last = steps.get(39);
    assertTrue(last.path("score/chosen").asDouble() > last.path("score/rejected").asDouble());
    assertTrue(last.path("sampled_tokens").asInt() >= 8 * 4);
    assertEquals(8, last.path("prompts/sampled").asInt());
    long rows = Files.readAllLines(file("out", OnlineRecord.PAIRS)).size();
    assertEquals(
        rows, steps.stream().mapToLong(line -> line.path("prompts/paired").asLong()).sum());
    String report = Files.readString(file("out", "report.html"));
    assertTrue(report.contains("Online pairs") && report.contains("gap too small"));
    assertFalse(Files.exists(file("out", "online-reference")));
  }

  /** What was made online is data for a run of the usual kind. */
  @Test
  void thePairsAreRowsLikeOthers() throws IOException {
    run(config("out", "max-steps=2"), evenDigits());
    Dpo.Result result =
        new Dpo()
            .run(
                Dpo.Config.of(MODEL, List.of(file("out", OnlineRecord.PAIRS)), folder.resolve("on"))
                    .with("max-steps=1", "dtype=float32"),
                RunContext.quiet());
    assertTrue(result.rows().used() > 2);
  }

  @ParameterizedTest
  @CsvSource({
    "sigmoid, 1, 0, 3, 0",
    "sigmoid, 3, 2, 5, 0",
    "sigmoid, 2, 1, 3, 4",
    "kto, 4, 2, 3, 0",
    "simpo, 1, 0, 2, 0"
  })
  void aStoppedRunGoesOnByteForByte(String loss, int every, int saves, int stop, int lora)
      throws IOException {
    String[] settings = {
      "loss-type=" + loss, "online.every=" + every, "save-steps=" + saves, "lora-r=" + lora
    };
    run(config("whole", settings), evenDigits());
    assertFalse(run(config("parts", settings), evenDigits(), stop).outcome().get().finished());
    run(config("parts", settings), evenDigits());
    assertTrue(said.contains("resuming after step " + stop), said.toString());
    if (lora == 0) {
      assertSame("whole", "parts");
    } else {
      String adapter = "adapter_model.safetensors";
      assertEquals(-1, Files.mismatch(file("whole", adapter), file("parts", adapter)));
    }
  }

  /** Killed while answers are scored, with a torn line of the step before. */
  @Test
  void aKilledRunGoesOnByteForByte() throws IOException {
    String[] settings = {"online.every=2", "save-steps=3"};
    run(config("whole", settings), evenDigits());
    AtomicInteger calls = new AtomicInteger();
    Scorer dying =
        scorer(
            answer -> {
              if (calls.incrementAndGet() > 16 * 5) {
                throw new IllegalStateException("killed");
              }
              return answer.text().chars().filter(c -> c >= '0' && c <= '9' && c % 2 == 0).count();
            });
    assertThrows(IllegalStateException.class, () -> run(config("parts", settings), dying));
    for (String name : List.of(OnlineRecord.PAIRS, OnlineRecord.STEPS)) {
      Files.writeString(file("parts", name), "{\"torn\": ", StandardOpenOption.APPEND);
    }
    // From step 3, in the middle of steps 3 and 4, whose pairs were made together.
    run(config("parts", settings), evenDigits());
    assertTrue(said.contains("resuming after step 3"), said.toString());
    assertSame("whole", "parts");
  }

  @Test
  void pairsThatAreGoneAreTold() throws IOException {
    String[] settings = {"online.every=3", "save-steps=2"};
    run(config("out", settings), evenDigits(), 2);
    Files.delete(file("out", OnlineRecord.STEPS));
    UserError error =
        assertThrows(UserError.class, () -> run(config("out", settings), evenDigits()));
    assertTrue(String.valueOf(error.getMessage()).contains("has no pairs for step 3"));
  }

  @Test
  void pairsOfAnotherRunAreRefused() throws IOException {
    run(config("out"), evenDigits(), 1);
    UserError error =
        assertThrows(UserError.class, () -> run(config("out", "online.k=3"), evenDigits()));
    assertTrue(String.valueOf(error.getMessage()).contains("run with other settings"));
    run(config("out", "online.k=3", "overwrite=true"), evenDigits());
  }

  @Test
  void anotherModelCanBeTheReference() throws IOException {
    run(config("tuned", "max-steps=3", "learning-rate=1e-3"), evenDigits());
    run(config("same", "reference=" + MODEL), evenDigits());
    run(config("own"), evenDigits());
    assertSame("own", "same");
    run(config("other", "reference=" + folder.resolve("tuned")), evenDigits());
    double first = lines(file("other", "metrics.jsonl")).get(0).path("rewards/margins").asDouble();
    assertTrue(Math.abs(first) > 1e-4, "margin " + first);
  }

  @Test
  void aVerifierNamedInTheSettingsJudges() throws IOException {
    new Dpo().run(config("out", "online.verifier=gsm8k", "max-steps=2"), RunContext.quiet());
    JsonNode line = lines(file("out", "metrics.jsonl")).get(0);
    double rate = line.path("pass_rate").asDouble();
    assertEquals(rate, line.path("score/mean").asDouble(), 1e-12);
    assertEquals(
        line.path("prompts/sampled").asInt(),
        line.path("prompts/paired").asInt()
            + line.path("prompts/tied").asInt()
            + line.path("prompts/near_duplicates").asInt()
            + line.path("prompts/too_few_answers").asInt());
  }

  @Test
  void aRunWithoutAnyPairSaysWhy() {
    RunFailure failure =
        assertThrows(RunFailure.class, () -> run(config("out", "max-steps=2"), scorer(a -> 0.25)));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("gave a pair: of 8, 7 had answers of one score"), message);
  }

  /** A step without pairs changes nothing; its line has no loss. */
  @Test
  void aStepWithoutPairsIsPassedOver() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    Scorer sometimes =
        scorer(
            answer ->
                calls.getAndIncrement() / 16 == 1
                    ? 0.5
                    : answer.text().chars().filter(c -> c % 2 == 0).count());
    run(config("out", "max-steps=3"), sometimes);
    List<JsonNode> steps = lines(file("out", "metrics.jsonl"));
    assertTrue(steps.get(0).has("loss") && steps.get(2).has("loss"));
    assertFalse(steps.get(1).has("loss"));
    assertEquals(4, steps.get(1).path("prompts/tied").asInt());
    assertEquals(steps.get(0).path("num_tokens"), steps.get(1).path("num_tokens"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "online.k=1| k: 1 is out of range, expected at least 2",
        "online.every=0| every: 0 is out of range",
        "online.min-gap=-1| min-gap: -1.0 is out of range",
        "online.top-p=0| top-p: 0.0 is out of range",
        "data=" + "rows.jsonl| leave out --data or --online",
        "reference-update-steps=2| the reference stays as it is",
        "online.enabled=false| is for pairs that the policy makes itself; add --online"
      })
  void mistakesAreToldWithTheirKey(String given) {
    String[] parts = given.split("\\|", 2);
    UserError error = assertThrows(UserError.class, () -> config("out", parts[0]));
    String message = String.valueOf(error.getMessage());
    assertTrue(
        message.replaceAll("\\s+", " ").contains(parts[1].strip().replaceFirst("^\\S+: ", "")),
        message);
  }

  @Test
  void oneScorerIsExpected() {
    Scorer scorer = evenDigits();
    assertMessage("expected one of --reward DIR and --verifier NAME", config("out"), null);
    assertMessage("a scorer was given, too", config("out", "online.verifier=gsm8k"), scorer);
    assertMessage("a program opens the reward model", config("out", "online.reward=r"), null);
    UserError both =
        assertThrows(
            UserError.class, () -> config("out", "online.verifier=gsm8k", "online.reward=r"));
    assertTrue(String.valueOf(both.getMessage()).contains("expected one of --reward"));
    Dpo.Config offline = Dpo.Config.of(MODEL, List.of(), folder.resolve("off"));
    assertMessage("data: missing", offline, null);
  }

  private void assertMessage(String expected, Dpo.Config config, @Nullable Scorer scorer) {
    UserError error =
        assertThrows(UserError.class, () -> new Dpo(scorer).run(config, RunContext.quiet()));
    assertTrue(
        String.valueOf(error.getMessage()).contains(expected), String.valueOf(error.getMessage()));
  }
}
