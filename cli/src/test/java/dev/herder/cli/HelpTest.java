package dev.herder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The help of every command is a file, so that a change of it is seen in review.
 *
 * <p>{@code ./mvnw test -pl cli -am -Dtest=HelpTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dgolden.update} writes the files anew.
 */
class HelpTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/help");

  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicTest> helpIsAsWritten() {
    return commands().stream()
        .map(command -> DynamicTest.dynamicTest(command, () -> check(command)));
  }

  private void check(String command) throws IOException {
    List<String> arguments = new ArrayList<>(Arrays.asList(command.split(" ", -1)));
    arguments.remove(0);
    arguments.add("--help");
    HerderRun run = HerderRun.herder(temporary, arguments.toArray(String[]::new));
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().startsWith("Usage: " + command + " "), run.out());
    Path file = file(command);
    if (System.getProperty("golden.update") != null) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, run.out());
    }
    assertEquals(Files.readString(file), run.out(), "the help of '" + command + "' has changed");
  }

  @Test
  void everyGoldenBelongsToACommand() throws IOException {
    List<Path> expected = commands().stream().map(HelpTest::file).sorted().toList();
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertEquals(expected, files.sorted().toList());
    }
  }

  private static Path file(String command) {
    return GOLDEN.resolve(command.replace(' ', '-') + ".txt");
  }

  /** The qualified names of the root and all commands but picocli's own. */
  private List<String> commands() {
    List<String> names = new ArrayList<>();
    collect(
        Main.commandLine(HerderRun.surroundings(temporary), Herder.commandsFor("--help")), names);
    return names;
  }

  private static void collect(CommandLine command, List<String> names) {
    if (!command.getCommandName().equals("help")) {
      names.add(command.getCommandSpec().qualifiedName());
      command.getSubcommands().values().forEach(each -> collect(each, names));
    }
  }
}
