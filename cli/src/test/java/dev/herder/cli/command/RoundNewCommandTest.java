package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.cli.HerderRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundNewCommandTest {
  private static final Path QUICKSTART =
      Path.of("..", "examples", "quickstart").toAbsolutePath().normalize();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"math", "lora", "small"})
  void everyTemplateCanBePlanned(String template) throws IOException {
    Path recipe = folder.resolve("it's a recipe.yaml");
    HerderRun made = make(recipe, "--template", template);
    assertEquals(0, made.exit(), made.err());
    String text = Files.readString(recipe);
    assertFalse(text.contains("{{"), text);
    assertTrue(text.contains("# "), text);

    HerderRun plan = HerderRun.herder(folder, "round", "plan", recipe.toString());
    assertEquals(0, plan.exit(), plan.err());
    assertTrue(plan.out().contains("round-1/sft"), plan.out());
    assertTrue(plan.out().contains("to do"), plan.out());
  }

  @Test
  void aFileThatIsThereIsKeptUnlessForced() throws IOException {
    Path recipe = Files.writeString(folder.resolve("recipe.yaml"), "mine\n");
    HerderRun refused = make(recipe);
    assertEquals(2, refused.exit());
    assertTrue(refused.err().contains("--force"), refused.err());
    assertEquals("mine\n", Files.readString(recipe));
    assertEquals(0, make(recipe, "--force").exit());
    assertTrue(Files.readString(recipe).startsWith("# A recipe of rounds"));
  }

  @Test
  void mistakesAreMistakes() {
    assertEquals(2, make(folder).exit());
    assertEquals(2, make(folder.resolve("a.yaml"), "--template", "mathe").exit());
    assertEquals(2, make(folder.resolve("a.yaml"), "--verifier", "nobody").exit());
  }

  private HerderRun make(Path recipe, String... more) {
    String[] arguments = new String[more.length + 10];
    System.arraycopy(
        new String[] {
          "round",
          "new",
          "--out",
          recipe.toString(),
          "--model",
          QUICKSTART.resolve("model").toString(),
          "--data",
          QUICKSTART.resolve("seed.jsonl").toString(),
          "--prompts",
          QUICKSTART.resolve("prompts.jsonl").toString(),
        },
        0,
        arguments,
        0,
        10);
    System.arraycopy(more, 0, arguments, 10, more.length);
    return HerderRun.herder(folder, arguments);
  }
}
