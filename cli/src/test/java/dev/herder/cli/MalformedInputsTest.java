package dev.herder.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.run.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged files of every kind, given to the commands that read them: done or refused in words that
 * name the file, soon, and with nothing left behind.
 *
 * <p>{@code -Dherder.malformed=1250} makes ten thousand of them.
 */
final class MalformedInputsTest {
  private static final Path QUICKSTART = Path.of("../examples/quickstart");
  private static final int EACH = Integer.getInteger("herder.malformed", 40);
  private static final List<String> SPLICES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1e999",
          "9223372036854775808",
          "2147483647",
          "\"\"",
          "\"x\"",
          "[]",
          "{}",
          "[".repeat(300),
          "{\"a\":".repeat(300),
          "NaN",
          "\u0000",
          "\ud7ff",
          "\n",
          ": ",
          "- ",
          "&a ",
          "*a",
          "{{ ",
          " }}",
          "{% for x in y %}",
          "{% endif %}",
          "{{ 'a' * 999999999 }}",
          "range(999999999)",
          "\"role\"",
          "\"llama\"",
          "\\u0000",
          "\\ud800",
          "9".repeat(400));

  @TempDir private Path folder;

  /** What is damaged, and the command that reads it. */
  private enum Kind {
    ROWS,
    CHAT_TEMPLATE,
    RECIPE,
    SETTINGS,
    SHAPE,
    WEIGHTS,
    MODEL_CONFIG,
    TOKENIZER
  }

  @ParameterizedTest
  @EnumSource
  void areDoneOrRefusedInWords(Kind kind) throws IOException {
    Random random = new Random(kind.name().hashCode());
    for (int i = 0; i < EACH; i++) {
      Path place = Files.createDirectories(folder.resolve(kind + "-" + i));
      Path out = place.resolve("out");
      List<String> command = prepare(kind, place, out, random);
      String where = kind + " " + i;
      HerderRun run =
          assertTimeoutPreemptively(
              Duration.ofSeconds(60),
              () -> HerderRun.herder(place, command.toArray(String[]::new)),
              where);
      String said = run.out() + run.err();
      assertTrue(run.exit() == 0 || run.exit() == 2, where + " ended with " + run.exit() + said);
      for (String trace :
          List.of("Exception", "\tat ", "internal error", "StackOverflow", "OutOfMemory")) {
        assertFalse(said.contains(trace), where + ": " + said);
      }
      if (run.exit() == 2) {
        assertTrue(said.contains("herder: "), where + ": " + said);
        assertTrue(said.lines().allMatch(line -> line.length() < 1000), where + ": " + said);
        assertFalse(Files.exists(out) && !isEmpty(out), where + " left something behind");
      }
      AtomicFiles.deleteTree(place);
    }
  }

  private List<String> prepare(Kind kind, Path place, Path out, Random random) throws IOException {
    Path model = QUICKSTART.resolve("model");
    Path rows = QUICKSTART.resolve("seed.jsonl");
    return switch (kind) {
      case ROWS -> {
        Path file = place.resolve("rows.jsonl");
        Files.write(file, damaged(Files.readAllBytes(rows), 2000, random));
        yield List.of("data", "check", file.toString());
      }
      case CHAT_TEMPLATE -> {
        Path file = place.resolve("template.jinja");
        String template =
            "{%- for m in messages if m.role != 'x' %}{{ '<|' + m['role'] | upper + '|>' }}"
                + "{{ m.content[:40] | trim | tojson(indent=2) }}{% if loop.last %}!{% else %},"
                + "{% endif %}{% endfor %}{% set ns = namespace(n=1) %}{% macro f(a, b=2) %}"
                + "{{ a ~ b }}{% endmacro %}{{ f(1) }}{{ ns.n * 3 ** 2 }}";
        Files.write(
            file, damaged(template.getBytes(StandardCharsets.UTF_8), template.length(), random));
        Path some = place.resolve("rows.jsonl");
        Files.write(some, Files.readAllLines(rows).subList(0, 2));
        yield List.of(
            "data",
            "render",
            "--data",
            some.toString(),
            "--chat-template",
            file.toString(),
            "--out",
            out.toString());
      }
      case RECIPE -> {
        Path file = place.resolve("recipe.yaml");
        String recipe =
            Files.readString(Path.of("../examples/quickstart.yaml"))
                .replace("quickstart/", QUICKSTART.toAbsolutePath() + "/")
                .replace("../runs/quickstart", out.toString());
        Files.write(
            file, damaged(recipe.getBytes(StandardCharsets.UTF_8), recipe.length(), random));
        yield List.of("round", "plan", file.toString());
      }
      case SETTINGS -> {
        Path file = place.resolve("sft.yaml");
        String settings =
            "model: %s%ndata: [%s]%nout: %s%nlearning-rate: 1e-5%nmax-steps: 1%nbatch-size: 2%n"
                    .formatted(model, rows, out)
                + "loss-on: assistant\nlora-target-modules: [q_proj, v_proj]\n";
        Files.write(
            file, damaged(settings.getBytes(StandardCharsets.UTF_8), settings.length(), random));
        yield List.of("sft", "--config", file.toString(), "--print-config");
      }
      case SHAPE -> {
        Path file = place.resolve("config.json");
        Files.write(file, damaged(Files.readAllBytes(model.resolve("config.json")), 600, random));
        yield List.of("init", "--config", file.toString(), "--out", out.toString());
      }
      case WEIGHTS, MODEL_CONFIG, TOKENIZER -> {
        String name =
            switch (kind) {
              case WEIGHTS -> "model.safetensors";
              case MODEL_CONFIG -> "config.json";
              default -> random.nextBoolean() ? "tokenizer.json" : "tokenizer_config.json";
            };
        Path copy = Files.createDirectories(place.resolve("model"));
        try (Stream<Path> files = Files.list(model)) {
          for (Path file : files.toList()) {
            Files.copy(file, copy.resolve(file.getFileName()));
          }
        }
        Path file = copy.resolve(name);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, damaged(whole, kind == Kind.WEIGHTS ? 3000 : whole.length, random));
        yield kind == Kind.WEIGHTS
            ? List.of("average", model.toString(), copy.toString(), "--out", out.toString())
            : List.of("data", "stats", rows.toString(), "--model", copy.toString());
      }
    };
  }

  /** The bytes with one to three damages, all before {@code end}. */
  private static byte[] damaged(byte[] bytes, int end, Random random) {
    byte[] result = bytes;
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      int at = random.nextInt(Math.min(end, Math.max(1, result.length)));
      int to = Math.min(result.length, at + random.nextInt(16));
      byte[] splice = SPLICES.get(random.nextInt(SPLICES.size())).getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(result, 0, Math.min(at, result.length));
      switch (random.nextInt(5)) {
        case 0 -> out.write(random.nextInt(256));
        case 1 -> {
          to = random.nextInt(4) == 0 ? result.length : to;
        }
        case 2 -> {
          out.writeBytes(splice);
          to = at;
        }
        default -> out.writeBytes(splice);
      }
      int rest = Math.min(to, result.length);
      out.write(result, rest, result.length - rest);
      result = out.toByteArray();
    }
    return result;
  }

  private static boolean isEmpty(Path out) throws IOException {
    if (!Files.isDirectory(out)) {
      return false;
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.findAny().isEmpty();
    }
  }
}
