package dev.herder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.cli.console.StandardOutputTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "dpo --help", "data check --help"})
  void helpThatNobodyReadsEndsQuietlyAndOnAFullDiskWithTheReason(String arguments) {
    String[] words = arguments.split(" ");

    assertEquals(
        new HerderRun(141, "", ""),
        HerderRun.into(StandardOutputTest.failing("Broken pipe"), temporary, words));
    HerderRun full =
        HerderRun.into(StandardOutputTest.failing("No space left on device"), temporary, words);
    assertEquals(1, full.exit());
    assertEquals(
        "herder: the disk is full (standard output); free some space and run the command again\n",
        full.err());
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
    assertEquals(
        """
        herder: unknown command 'completin'; did you mean "completion"?
        Try 'herder --help'.
        """,
        run.err());
  }

  @Test
  void misspeltOptionIsSuggested() {
    HerderRun run = HerderRun.herder(temporary, "data", "check", "a.jsonl", "--prupose=any");

    assertEquals(2, run.exit());
    assertEquals("", run.out());
    assertEquals(
        """
        herder: unknown option '--prupose'; did you mean "--purpose"?
        Try 'herder data check --help'.
        """,
        run.err());
  }

  @Test
  void missingCommandOfAGroupIsAMistake() {
    HerderRun run = HerderRun.herder(temporary, "data");

    assertEquals(
        new HerderRun(2, "", "herder: missing required subcommand\nTry 'herder data --help'.\n"),
        run);
  }

  @Test
  void optionsMayHaveUnderscores() {
    HerderRun run = HerderRun.herder(temporary, "data", "check", "a.jsonl", "--print_config");

    assertEquals(0, run.exit(), run.err());
  }

  @Test
  void wrongValueNamesTheChoices() {
    HerderRun run = HerderRun.herder(temporary, "completion", "fish");

    assertEquals(2, run.exit());
    assertTrue(run.err().contains("[bash, zsh]"), run.err());
  }
}
