package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.cli.HerderRun;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.report.MetricsFile;
import dev.herder.core.run.RunContext;
import dev.herder.dpo.Dpo;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.Outcome;
import dev.herder.engine.text.Tokenizer;
import dev.herder.reward.RewardModel;
import dev.herder.reward.RewardScorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dpo --online --reward}: pairs of the policy's own answers, judged by a reward model. */
final class OnlineRewardTest {
  private static final Path QUICKSTART =
      Path.of("../examples/quickstart").toAbsolutePath().normalize();
  private static final Path MODEL = QUICKSTART.resolve("model");
  private static final int STEPS = 4;
  private static final int ROWS = 4;
  private static final int ANSWERS = 3;

  @TempDir private static Path folder;

  /** A reward model, and few prompts. */
  @BeforeAll
  static void rewardModel() throws IOException {
    StringBuilder pairs = new StringBuilder();
    for (int i = 1; i < 9; i++) {
      pairs.append(
          "{\"prompt\": [{\"role\": \"user\", \"content\": \"%d+4=\"}], \"chosen\": \"#### %d\", \"rejected\": \"%d ####\"}%n"
              .formatted(i, i + 4, i));
    }
    Files.writeString(folder.resolve("pairs.jsonl"), pairs);
    List<String> prompts = Files.readAllLines(QUICKSTART.resolve("prompts.jsonl"));
    Files.write(folder.resolve("prompts.jsonl"), prompts.subList(0, 2 * ROWS));
    command(
        0,
        "reward --model @MODEL --data @pairs.jsonl --out @reward --max-steps 5 --batch-size 8"
            + " --learning-rate 1e-3 --dtype float32 --threads 1");
  }

  /** Runs a command line; a word that begins with @ is a file of the test's folder. */
  private static HerderRun command(int exit, String line) {
    String[] words = line.split(" ");
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals("@MODEL")) {
        words[i] = MODEL.toString();
      } else if (words[i].startsWith("@")) {
        words[i] = folder.resolve(words[i].substring(1)).toString();
      }
    }
    HerderRun run = HerderRun.herder(folder, words);
    assertEquals(exit, run.exit(), run.err());
    return run;
  }

  private static HerderRun online(int exit, String out, String more) {
    return command(
        exit,
        "dpo --model @MODEL --online --reward @reward --prompts @prompts.jsonl --json --out @"
            + out
            + " --max-steps "
            + STEPS
            + " --batch-size "
            + ROWS
            + " --k "
            + ANSWERS
            + " --max-new-tokens 8 --temperature 1 --lr-scheduler-type constant --warmup-ratio 0"
            + " --dtype float32 --threads 1 "
            + more);
  }

  private static List<JsonNode> lines(String file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(file))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  /** The pairs of a step, as they stand in the file. */
  private static List<JsonNode> pairs(String out, int step) throws IOException {
    return lines(out + "/online-pairs.jsonl").stream()
        .filter(pair -> pair.path("online_step").asInt() == step)
        .toList();
  }

  @Test
  void theRewardModelChoosesAndEveryPromptIsCounted() throws IOException {
    HerderRun run = online(0, "judged", "--online-every 2 --learning-rate 1e-4");

    List<JsonNode> pairs = lines("judged/online-pairs.jsonl");
    command(
        0,
        "score --model @reward --data @judged/online-pairs.jsonl --out @scored.jsonl"
            + " --dtype float32 --threads 1");
    List<JsonNode> scored = lines("scored.jsonl");
    assertEquals(pairs.size(), scored.size());
    for (int i = 0; i < pairs.size(); i++) {
      double chosen = pairs.get(i).path("chosen_score").asDouble();
      double rejected = pairs.get(i).path("rejected_score").asDouble();
      assertTrue(chosen > rejected, pairs.get(i).toString());
      assertEquals(scored.get(i).path("chosen_score").asDouble(), chosen, 1e-4);
      assertEquals(scored.get(i).path("rejected_score").asDouble(), rejected, 1e-4);
    }

    List<JsonNode> steps = lines("judged/metrics.jsonl");
    assertEquals(STEPS, steps.size());
    for (JsonNode step : steps) {
      assertEquals(ROWS, step.path("prompts/sampled").asInt());
      assertEquals(ROWS * ANSWERS, step.path("answers/sampled").asInt());
      assertEquals(ROWS, withoutSampled(step), step.toString());
      assertEquals(
          pairs("judged", step.path("step").asInt()).size(), step.path("prompts/paired").asInt());
    }
    JsonNode totals = new ObjectMapper().readTree(run.out()).path("online");
    assertEquals(STEPS * ROWS, totals.path("prompts/sampled").asInt(), run.out());
    assertEquals(pairs.size(), totals.path("prompts/paired").asInt());
    assertEquals(STEPS * ROWS, withoutSampled(totals), run.out());
  }

  private static int withoutSampled(JsonNode counts) {
    int sum = 0;
    for (String what :
        List.of("paired", "tied", "gap_too_small", "near_duplicates", "too_few_answers", "unfit")) {
      assertTrue(counts.has("prompts/" + what), counts.toString());
      sum += counts.path("prompts/" + what).asInt();
    }
    return sum;
  }

  /** A run whose weights stay as they are tells what the first policy would have answered. */
  @Test
  void pairsAreOfThePolicyAsItIsEveryNSteps() throws IOException {
    online(0, "frozen", "--online-every 1 --learning-rate 1e-30");
    online(0, "each", "--online-every 1 --learning-rate 1e-2");
    online(0, "second", "--online-every 2 --learning-rate 1e-2");

    assertEquals(pairs("frozen", 1), pairs("each", 1));
    assertEquals(pairs("frozen", 1), pairs("second", 1));
    assertFalse(pairs("frozen", 1).isEmpty());
    assertNotEquals(pairs("frozen", 2), pairs("each", 2));
    assertEquals(pairs("frozen", 2), pairs("second", 2));
    assertNotEquals(pairs("frozen", 3), pairs("second", 3));
  }

  /** Stopped between two steps whose pairs were made together, by a program; resumed by command. */
  @Test
  void stoppedAndResumedEndsAsUninterrupted() throws IOException {
    online(0, "whole", "--online-every 2 --learning-rate 1e-3");
    AtomicLong done = new AtomicLong();
    RunContext stopping =
        new RunContext(
            42,
            Clock.systemUTC(),
            line -> {},
            (step, metrics) -> done.set(step),
            () -> done.get() >= 3);
    Path reward = folder.resolve("reward");
    Dpo.Config config =
        Dpo.Config.of(MODEL, List.of(), folder.resolve("parts"))
            .with(
                "online.enabled=true",
                "online.reward=" + reward,
                "online.prompts=" + folder.resolve("prompts.jsonl"),
                "online.k=" + ANSWERS,
                "online.max-new-tokens=8",
                "online.temperature=1",
                "online.every=2",
                "max-steps=" + STEPS,
                "batch-size=" + ROWS,
                "learning-rate=1e-3",
                "lr-scheduler-type=constant",
                "warmup-ratio=0",
                "dtype=float32",
                "threads=1");
    try (RewardModel model =
        RewardModel.open(
            reward,
            new Machine.Wish("auto", "float32", 1, 0),
            EncoderConfig.now(EncoderConfig.DEFAULT_NOW))) {
      Dpo.Result stopped = new Dpo(new RewardScorer(model)).run(config, stopping);
      assertFalse(stopped.outcome().orElseThrow().finished());
    }
    HerderRun resumed = online(0, "parts", "--online-every 2 --learning-rate 1e-3");

    assertTrue(resumed.err().contains("resuming after step 3"), resumed.err());
    for (String name :
        List.of("model.safetensors", "online-pairs.jsonl", "online-steps.jsonl", "config.json")) {
      assertEquals(
          -1, Files.mismatch(folder.resolve("whole/" + name), folder.resolve("parts/" + name)));
    }
    assertEquals(
        MetricsFile.deterministicView(folder.resolve("whole/metrics.jsonl")),
        MetricsFile.deterministicView(folder.resolve("parts/metrics.jsonl")));
  }

  /** An answer that the reward model cannot read in whole is counted and never chosen. */
  @Test
  void answersTooLongForTheRewardModelDoNotEndTheRun() throws IOException {
    Path small = Files.createDirectory(folder.resolve("small"));
    for (String name :
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(folder.resolve("reward").resolve(name), small.resolve(name));
    }
    String config = Files.readString(small.resolve("config.json"));
    String cut =
        config.replaceFirst(
            "\"max_position_embeddings\"\\s*:\\s*256",
            "\"max_position_embeddings\": " + (longestPrompt() + 7));
    assertNotEquals(config, cut);
    Files.writeString(small.resolve("config.json"), cut);

    HerderRun run =
        command(
            0,
            "dpo --model @MODEL --online --reward @small --prompts @prompts.jsonl --json --out"
                + " @unread --max-steps 2 --batch-size 4 --k 8 --max-new-tokens 24 --temperature 2"
                + " --keep-truncated --dtype float32 --threads 1");

    JsonNode totals = new ObjectMapper().readTree(run.out()).path("online");
    assertEquals(2 * 4 * 8, totals.path("answers/sampled").asInt(), run.out());
    int unscored = totals.path("answers/unscored").asInt();
    assertTrue(unscored > 0 && unscored < 2 * 4 * 8, run.out());
    List<JsonNode> pairs = lines("unread/online-pairs.jsonl");
    assertFalse(pairs.isEmpty());
    assertEquals(pairs.size(), totals.path("prompts/paired").asInt());
    // Whoever cannot be scored is in no pair: all that are in one can be.
    command(
        0, "score --model @small --data @unread/online-pairs.jsonl --out @again.jsonl --threads 1");
    // A prompt that leaves no room for an answer is told before anything is sampled.
    Files.writeString(
        folder.resolve("wide.jsonl"),
        "{\"prompt\":[{\"role\":\"user\",\"content\":\"" + "1+2=".repeat(20) + "\"}]}\n");
    HerderRun wide =
        command(
            2,
            "dpo --model @MODEL --online --reward @small --prompts @wide.jsonl --out @none"
                + " --max-steps 2");
    assertTrue(wide.err().contains("wide.jsonl:1: has more tokens than the "), wide.err());
    theSameHoldsOfSamplingAndOfRows();
  }

  private static void theSameHoldsOfSamplingAndOfRows() throws IOException {
    HerderRun chosen =
        command(
            0,
            "rejection-sample --model @MODEL --reward @small --prompts @prompts.jsonl --json --out"
                + " @chosen --k 8 --max-new-tokens 24 --temperature 2 --set drop-truncated=false"
                + " --dtype float32 --threads 1");
    int unscored = new ObjectMapper().readTree(chosen.out()).path("unscored").asInt();
    assertTrue(unscored > 0 && unscored < 2 * ROWS * 8, chosen.out());
    long without =
        lines("chosen/candidates.jsonl").stream()
            .filter(row -> row.has("unscored") && !row.has("score"))
            .count();
    assertEquals(unscored, without);

    HerderRun broken =
        command(
            0,
            "rejection-sample --model @MODEL --verifier gsm8k --prompts @prompts.jsonl --json --out"
                + " @broken --k 2 --max-new-tokens 1 --threads 1");
    JsonNode figures = new ObjectMapper().readTree(broken.out());
    assertEquals(2 * 2 * ROWS, figures.path("truncated").asInt(), broken.out());
    assertEquals(2 * ROWS, figures.path("prompts_none_eligible").asInt(), broken.out());
    assertEquals(0, figures.path("rows").asInt(-1));

    String answer = "\"}],\"completion\":\"#### 3\"}\n";
    String asked = "{\"prompt\":[{\"role\":\"user\",\"content\":\"";
    String far = asked + "1+2=".repeat(20) + answer;
    Files.writeString(folder.resolve("far.jsonl"), asked + "1+2=" + answer + far + far);
    HerderRun refused =
        command(2, "score --model @small --data @far.jsonl --out @scored-far.jsonl");
    assertTrue(refused.err().contains("2 problems in the data:"), refused.err());
    assertTrue(refused.err().contains("far.jsonl:2: has more tokens than the "), refused.err());
    assertTrue(refused.err().contains("far.jsonl:3: has more tokens than the "), refused.err());
    assertFalse(Files.exists(folder.resolve("scored-far.jsonl")));
  }

  private static int longestPrompt() throws IOException {
    int longest = 0;
    try (Tokenizer tokenizer = Tokenizer.load(MODEL)) {
      Encoder encoder =
          new Encoder(
              tokenizer, EncoderConfig.defaults(EncoderConfig.now(EncoderConfig.DEFAULT_NOW)));
      Path prompts = folder.resolve("prompts.jsonl");
      for (Row row : RowReader.read(List.of(prompts), Purpose.PROMPTS).rows()) {
        Outcome.Used used = (Outcome.Used) encoder.encode(row);
        longest = Math.max(longest, (int) used.row().tokens());
      }
    }
    return longest;
  }

  @Test
  void aRunWithoutAnyPairEndsWithItsReasonAlone() {
    HerderRun run = online(1, "apart", "--min-gap 1e6");

    String last = run.err().lines().reduce((before, line) -> line).orElse("");
    assertTrue(last.startsWith("herder: no prompt of the first 4 steps gave a pair: of 16"), last);
    assertFalse(run.err().contains("internal error"), run.err());
    assertEquals("", run.out());
  }
}
