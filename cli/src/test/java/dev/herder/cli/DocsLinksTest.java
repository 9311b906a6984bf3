package dev.herder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.Configured;
import dev.herder.pipelines.Recipe;
import dev.herder.pipelines.local.LocalSeams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the documentation says that a machine can check: links, commands, defaults, recipes. */
class DocsLinksTest {
  private static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
  private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern COMMAND = Pattern.compile("(?m)^(?:\\./)?herder (.+)$");
  private static final Pattern SPAN = Pattern.compile("`\\./herder ([^`]+)`");
  private static final Pattern DEFAULT =
      Pattern.compile("(?m)^\\| `(--)?([a-z0-9-]+)` \\| `([^`]*)` \\|");

  @TempDir Path temporary;

  @Test
  void relativeLinksPointAtFiles() {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      String prose = FENCE.matcher(read(page)).replaceAll("");
      for (String link : LINK.matcher(prose).results().map(match -> match.group(1)).toList()) {
        if (link.matches("[a-z]+:.*|#.*")) {
          continue;
        }
        links++;
        Path target = page.resolveSibling(link.replaceFirst("#.*", "")).normalize();
        if (!target.startsWith(ROOT) || !Files.exists(target)) {
          broken.add(ROOT.relativize(page) + ": " + link);
        }
      }
    }
    assertEquals(List.of(), broken);
    assertTrue(links > 80, "only " + links + " links were found");
  }

  @Test
  void commandsParse() {
    List<String> wrong = new ArrayList<>();
    int commands = 0;
    for (Path page : pages()) {
      for (String line : commands(read(page))) {
        commands++;
        try {
          herder().parseArgs(Spelling.normal(line.split(" +", -1)));
        } catch (CommandLine.ParameterException e) {
          wrong.add(ROOT.relativize(page) + ": herder " + line + ": " + e.getMessage());
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(commands > 20, "only " + commands + " commands were found");
  }

  @Test
  void defaultsAreTheProgramsOwn() {
    List<String> wrong = new ArrayList<>();
    int defaults = 0;
    for (String name :
        List.of("sft", "reward", "dpo", "generate", "rejection-sample", "logprobs", "chat")) {
      String page =
          switch (name) {
            case "generate", "logprobs" -> "sampling";
            case "rejection-sample" -> "rejection-sampling";
            default -> name;
          };
      CommandLine command = Objects.requireNonNull(herder().getSubcommands().get(name));
      JsonNode own = ((Configured) command.getCommandSpec().userObject()).defaults();
      for (MatchResult row : rowsUnder(name, read(ROOT.resolve("docs/" + page + ".md")))) {
        defaults++;
        String key = row.group(2);
        if (row.group(1) != null
            && !command.getCommandSpec().optionsMap().containsKey("--" + key)) {
          wrong.add(name + ": there is no option --" + key);
        }
        if (!own.has(key) || !equal(row.group(3), text(own.get(key)))) {
          wrong.add(name + ": " + key + " is not " + row.group(3) + " but " + own.get(key));
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(defaults > 60, "only " + defaults + " defaults were found");
  }

  @Test
  void recipesBind() throws IOException {
    int recipes = 0;
    for (Path page : pages()) {
      for (MatchResult fence : FENCE.matcher(read(page)).results().toList()) {
        if (fence.group(1).equals("yaml")) {
          Path file = Files.writeString(temporary.resolve(recipes++ + ".yaml"), fence.group(2));
          LocalSeams.of(Recipe.config().file(file).resolve().value());
        }
      }
    }
    assertTrue(recipes > 0, "no recipe was found");
  }

  /** The rows with a default of the section on a command; a page may have several. */
  private static List<MatchResult> rowsUnder(String command, String page) {
    int start = page.indexOf("\n## Options of `" + command + "`\n");
    if (start < 0) {
      throw new AssertionError("no section with the options of " + command);
    }
    int end = page.indexOf("\n## ", start + 1);
    String section = page.substring(start, end < 0 ? page.length() : end);
    return DEFAULT.matcher(section).results().toList();
  }

  private static String text(JsonNode value) {
    return value.isArray()
        ? StreamSupport.stream(value.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(","))
        : value.asText();
  }

  /** Numbers are compared by their value: a page says 1e-5 where Java prints 1.0E-5. */
  private static boolean equal(String written, String own) {
    if (written.equals(own)) {
      return true;
    }
    try {
      return new BigDecimal(written).compareTo(new BigDecimal(own)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Command lines without {@code herder}, up to a comment or the next command. */
  private static List<String> commands(String page) {
    List<String> found = new ArrayList<>();
    for (MatchResult fence : FENCE.matcher(page).results().toList()) {
      COMMAND
          .matcher(fence.group(2).replace("\\\n", " "))
          .results()
          .forEach(match -> found.add(match.group(1)));
    }
    SPAN.matcher(FENCE.matcher(page).replaceAll(""))
        .results()
        .forEach(match -> found.add(match.group(1)));
    return found.stream().map(line -> line.replaceFirst(" +(#|&&|\\||>).*", "").strip()).toList();
  }

  private CommandLine herder() {
    return Main.commandLine(HerderRun.surroundings(temporary), Herder.commandsFor("--help"));
  }

  private static List<Path> pages() {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().contains(".cache"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
