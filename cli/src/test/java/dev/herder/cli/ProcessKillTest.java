package dev.herder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training process that is killed at any moment and started again ends with the bytes of one that
 * was left alone. {@code benchmarks/kill_resume.py} does the same many times over, with any
 * command.
 */
final class ProcessKillTest {
  private static final Path QUICKSTART = Path.of("../examples/quickstart");
  private static final int STEPS = 40;

  @TempDir private Path folder;

  @Test
  void aKilledProcessGoesOnAsIfItHadNotBeen() throws Exception {
    List<String> sft = new ArrayList<>();
    sft.addAll(List.of("sft", "--quiet", "--learning-rate", "1e-4"));
    sft.addAll(List.of("--data", QUICKSTART.resolve("seed.jsonl").toString()));
    sft.addAll(List.of("--max-steps", String.valueOf(STEPS), "--batch-size", "16"));
    sft.addAll(List.of("--save-steps", "5"));
    goesOn(sft, STEPS);
    Path whole = folder.resolve("whole").resolve("checkpoint-40/trainer_state.safetensors");
    Path parts = folder.resolve("parts").resolve("checkpoint-40/trainer_state.safetensors");
    assertEquals(-1, Files.mismatch(whole, parts));
  }

  @Test
  void soDoesOneThatTrainsOnItsOwnAnswers() throws Exception {
    List<String> dpo = new ArrayList<>();
    dpo.addAll(List.of("dpo", "--quiet", "--learning-rate", "1e-4", "--online"));
    dpo.addAll(List.of("--verifier", "gsm8k", "--temperature", "1", "--near-duplicates", "1"));
    dpo.addAll(List.of("--prompts", QUICKSTART.resolve("prompts.jsonl").toString()));
    dpo.addAll(List.of("--max-new-tokens", "12", "--online-every", "2", "--batch-size", "8"));
    dpo.addAll(List.of("--max-steps", "12", "--save-steps", "3"));
    goesOn(dpo, 12);
    for (String file : List.of("online-pairs.jsonl", "online-steps.jsonl")) {
      Path whole = folder.resolve("whole").resolve(file);
      assertEquals(-1, Files.mismatch(whole, folder.resolve("parts").resolve(file)), file);
    }
  }

  private void goesOn(List<String> arguments, int most) throws Exception {
    Path whole = folder.resolve("whole");
    assertEquals(0, start(arguments, whole).waitFor(), this::errors);
    Path parts = folder.resolve("parts");
    Random random = new Random(11);
    int kills = 0;
    for (int attempt = 0; attempt < 3; attempt++) {
      Process process = start(arguments, parts);
      long steps = random.nextInt(most);
      while (process.isAlive() && lines(parts) < steps) {
        process.waitFor(5, TimeUnit.MILLISECONDS);
      }
      if (process.isAlive()) {
        process.destroyForcibly().waitFor();
        kills++;
      }
    }
    assertTrue(kills > 0, "no process was killed");
    assertEquals(0, start(arguments, parts).waitFor());
    assertEquals(names(whole), names(parts));
    for (String file : List.of("model.safetensors", "config.json")) {
      assertEquals(-1, Files.mismatch(whole.resolve(file), parts.resolve(file)), file);
    }
    assertEquals(metrics(whole), metrics(parts));
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("errors.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Process start(List<String> arguments, Path out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Dai.djl.offline=true", "-cp", System.getProperty("java.class.path")));
    command.add("dev.herder.cli.Main");
    command.addAll(arguments);
    command.addAll(List.of("--model", QUICKSTART.resolve("model").toString()));
    command.addAll(List.of("--dtype", "float32", "--out", out.toString()));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("errors.txt").toFile())
        .start();
  }

  private static long lines(Path out) throws IOException {
    Path metrics = out.resolve("metrics.jsonl");
    return Files.exists(metrics) ? Files.readAllLines(metrics).size() : 0;
  }

  /** Every file but TensorBoard's, of which each start has its own. */
  private static List<String> names(Path out) throws IOException {
    try (Stream<Path> walk = Files.walk(out)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> out.relativize(file).toString())
          .filter(name -> !name.startsWith("tensorboard"))
          .sorted()
          .toList();
    }
  }

  /** The metrics without what the clock and the memory say. */
  private static List<ObjectNode> metrics(Path out) throws IOException {
    List<ObjectNode> steps = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("metrics.jsonl"))) {
      ObjectNode step = (ObjectNode) new ObjectMapper().readTree(line);
      step.remove(List.of("tokens_per_second", "mfu", "step_seconds", "memory_mib"));
      steps.add(step);
    }
    return steps;
  }
}
