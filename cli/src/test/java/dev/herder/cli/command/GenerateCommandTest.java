package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.cli.HerderRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerateCommandTest {
  private static final Path MODEL =
      Path.of("../engine/src/test/resources/golden/model/training/base");
  private static final int PROMPTS = 9;

  @TempDir Path directory;

  private HerderRun generate(Path out, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "generate",
                "--model",
                MODEL.toString(),
                "--prompts",
                directory.resolve("prompts.jsonl").toString(),
                "--out",
                out.toString(),
                "--dtype",
                "float32",
                "--n",
                "3",
                "--max-new-tokens",
                "12",
                "--quiet"));
    line.addAll(Arrays.asList(more));
    HerderRun run = HerderRun.herder(directory, line.toArray(String[]::new));
    return run;
  }

  private void prompts() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < PROMPTS; i++) {
      rows.append("{\"prompt\":\"Question %d%s?\"}\n".formatted(i, " and more".repeat(i)));
    }
    Files.writeString(directory.resolve("prompts.jsonl"), rows);
  }

  @Test
  void aKillAnywhereEndsLikeNone() throws IOException {
    prompts();
    Path whole = directory.resolve("whole.jsonl");
    assertEquals(0, generate(whole).exit());
    byte[] expected = Files.readAllBytes(whole);
    assertEquals(3 * PROMPTS, new String(expected, StandardCharsets.UTF_8).lines().count());
    Path torn = directory.resolve("torn.jsonl");
    String drawn = Files.readString(directory.resolve("whole.jsonl.manifest.json"));
    String begun = drawn.replaceFirst("(\"complete\"\\s*:\\s*)true", "$1false");
    assertNotEquals(drawn, begun);
    SplittableRandom random = new SplittableRandom(4);
    for (int kill = 0; kill < 8; kill++) {
      Files.writeString(directory.resolve("torn.jsonl.manifest.json"), begun);
      Files.write(torn, Arrays.copyOf(expected, random.nextInt(expected.length)));
      // A small cache lets fewer answers run at a time, which must not matter either.
      HerderRun run = kill % 2 == 0 ? generate(torn) : generate(torn, "--kv-cache-memory", "1");
      assertEquals(0, run.exit(), run.err());
      assertEquals(
          new String(expected, StandardCharsets.UTF_8), Files.readString(torn), "kill " + kill);
    }
  }

  @Test
  void stopTextsEndAnswersAndAreLeftOut() throws IOException {
    prompts();
    Path free = directory.resolve("free.jsonl");
    Path stopped = directory.resolve("stopped.jsonl");
    assertEquals(0, generate(free).exit());
    assertEquals(0, generate(stopped, "--stop", "e", "--stop", " ").exit());
    assertNotEquals(Files.readString(free), Files.readString(stopped));
    for (String line : Files.readAllLines(stopped)) {
      String completion = line.replaceAll(".*\"completion\":\"(.*)\",\"finish_reason.*", "$1");
      assertTrue(!completion.contains("e") && !completion.contains(" "), line);
    }
  }

  @Test
  void aCacheThatIsTooSmallIsToldBeforeAnythingIsDrawn() throws IOException {
    prompts();
    Path out = directory.resolve("out.jsonl");
    HerderRun run = generate(out, "--kv-cache-memory", "-1");
    assertEquals(2, run.exit(), run.err());
  }

  @Test
  void plainPromptsToAModelWithAChatTemplateAreRemarkedOn() throws IOException {
    Path chat = Path.of("../examples/quickstart/model");
    Path file = directory.resolve("prompts.jsonl");
    Files.writeString(
        file, "{\"prompt\":\"1+2=\"}\n{\"prompt\":[{\"role\":\"user\",\"content\":\"1+2=\"}]}\n");
    HerderRun run =
        HerderRun.herder(
            directory,
            "generate",
            "--model",
            chat.toString(),
            "--prompts",
            file.toString(),
            "--out",
            directory.resolve("out.jsonl").toString(),
            "--n",
            "1",
            "--max-new-tokens",
            "3");
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.err().contains("note: 1 prompt is a plain text and is continued"), run.err());
  }

  @Test
  void int8WeightsAreAskedForAndRecorded() throws IOException {
    prompts();
    Path out = directory.resolve("int8.jsonl");
    HerderRun run = generate(out, "--sampler-dtype", "int8");
    assertEquals(0, run.exit(), run.err());
    String manifest = Files.readString(directory.resolve("int8.jsonl.manifest.json"));
    assertTrue(manifest.contains("\"int8\""), manifest);

    HerderRun other = generate(out);
    assertEquals(2, other.exit());
    assertTrue(other.err().contains("dtype was \"int8\""), other.err());

    HerderRun unknown = generate(directory.resolve("none.jsonl"), "--sampler-dtype", "int4");
    assertEquals(2, unknown.exit());
    assertTrue(unknown.err().contains("sampler-dtype: unknown 'int4'"), unknown.err());
  }
}
