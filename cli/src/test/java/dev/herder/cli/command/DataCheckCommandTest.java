package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.cli.HerderRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCheckCommandTest {
  @TempDir Path folder;

  @Test
  void goodFileIsCounted() throws IOException {
    HerderRun run = check(good(), "--json");

    assertEquals(0, run.exit(), run.err());
    JsonNode result = new ObjectMapper().readTree(run.out());
    assertEquals(1, run.out().lines().count());
    assertEquals(3, result.get("rows").asInt());
    assertEquals(0, result.get("problems").asInt());
    assertEquals(1, result.get("blank_lines").asInt());
    assertTrue(result.get("seconds").asDouble() >= 0);
    assertTrue(run.err().contains("good.jsonl: 3 rows"), run.err());
  }

  @Test
  void everyProblemIsNamedAndTheExitCodeSaysSo() throws IOException {
    HerderRun run = check(bad(), "--json");

    assertEquals(2, run.exit());
    assertEquals(2, new ObjectMapper().readTree(run.out()).get("problems").asInt());
    assertTrue(run.err().contains("herder: 2 problems in the data:\n"), run.err());
    assertTrue(run.err().contains("bad.jsonl:2: "), run.err());
    assertTrue(run.err().contains("bad.jsonl:4: "), run.err());
  }

  @Test
  void textGoesToStandardOutputUnlessQuiet() throws IOException {
    HerderRun loud = check(good());
    assertEquals("rows", loud.out().lines().findFirst().orElseThrow().split("\\s+", 2)[0]);

    assertEquals(new HerderRun(0, "", ""), check(good(), "--quiet"));
  }

  @Test
  void filesMayBeGivenAsAnOptionOrInYaml() throws IOException {
    HerderRun option =
        HerderRun.herder(folder, "data", "check", "--quiet", "--data", good().toString());
    assertEquals(0, option.exit(), option.err());

    good();
    Path yaml = Files.writeString(folder.resolve("check.yaml"), "data: [good.jsonl]\n");
    HerderRun file = HerderRun.herder(folder, "data", "check", "--config", yaml.toString());
    assertEquals(0, file.exit(), file.err());
    assertTrue(file.out().contains("rows"), file.out());
  }

  @Test
  void purposeIsAskedOfTheRows() throws IOException {
    HerderRun run = check(good(), "--purpose", "preference");

    assertEquals(2, run.exit());
    assertTrue(run.err().contains("good.jsonl:1: "), run.err());
  }

  @Test
  void missingFilesAndUnknownPurposesAreMistakes() throws IOException {
    HerderRun none = HerderRun.herder(folder, "data", "check");
    assertEquals(2, none.exit());
    assertTrue(none.err().contains("data"), none.err());

    HerderRun purpose = check(good(), "--purpose", "preferences");
    assertEquals(2, purpose.exit());
    assertTrue(purpose.err().contains("--purpose"), purpose.err());
    assertTrue(purpose.err().contains("preference"), purpose.err());
  }

  @Test
  void printConfigReadsNothing() {
    HerderRun run = HerderRun.herder(folder, "data", "check", "no.jsonl", "--print-config");

    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().contains("purpose: any  # default\n"), run.out());
    assertTrue(run.out().contains("no.jsonl"), run.out());
  }

  private HerderRun check(Path file, String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "data";
    arguments[1] = "check";
    arguments[2] = file.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return HerderRun.herder(folder, arguments);
  }

  private Path good() throws IOException {
    return Files.writeString(
        folder.resolve("good.jsonl"),
        """
        {"prompt": "2 + 2 =", "completion": " 4"}

        {"text": "Sheep are kept in flocks."}
        {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}
        """);
  }

  private Path bad() throws IOException {
    return Files.writeString(
        folder.resolve("bad.jsonl"),
        """
        {"text": "Fine."}
        {"text": 5}
        {"text": "Fine too."}
        {"txt": "No such key."}
        """);
  }
}
