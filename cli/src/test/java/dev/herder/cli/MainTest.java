package dev.herder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path temporary;

  @Test
  void versionNamesProgramEngineAndJava() {
    HerderRun run = HerderRun.herder(temporary, "--version");

    assertEquals(0, run.exit());
    assertTrue(
        run.out()
            .matches(
                "herder \\d+\\.\\d+\\.\\d+\\S*\\RDJL [0-9.]+, libtorch [0-9.]+\\RJava .+, .+\\R"),
        run.out());
    assertEquals("", run.err());
  }

  @Test
  void noArgumentsShowTheHelpAsAMistake() {
    HerderRun run = HerderRun.herder(temporary);

    assertEquals(2, run.exit());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("Usage: herder"), run.err());
  }

  @Test
  void misspeltCommandIsSuggested() {
    HerderRun run = HerderRun.herder(temporary, "completin", "bash");

    assertEquals(2, run.exit());
    assertTrue(run.err().contains("'completin'"), run.err());
    assertTrue(run.err().contains("did you mean completion?"), run.err());
    assertTrue(run.err().endsWith("Try 'herder --help'.\n"), run.err());
  }

  @Test
  void misspeltOptionIsSuggested() {
    HerderRun run = HerderRun.herder(temporary, "completion", "zsh", "--hep");

    assertEquals(2, run.exit());
    assertEquals("", run.out());
    assertTrue(run.err().contains("'--hep'; did you mean --help?"), run.err());
    assertTrue(run.err().endsWith("Try 'herder completion --help'.\n"), run.err());
  }

  @Test
  void wrongValueNamesTheChoices() {
    HerderRun run = HerderRun.herder(temporary, "completion", "fish");

    assertEquals(2, run.exit());
    assertTrue(run.err().contains("[bash, zsh]"), run.err());
  }
}
