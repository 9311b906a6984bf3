package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.cli.HerderRun;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionCommandTest {
  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void scriptKnowsTheCommands(String shell) {
    HerderRun run = HerderRun.herder(temporary, "completion", shell);

    assertEquals(0, run.exit());
    assertEquals("", run.err());
    assertTrue(run.out().contains("complete -F _complete_herder"), run.out());
    assertTrue(run.out().contains("function _picocli_herder_completion()"), run.out());
  }
}
