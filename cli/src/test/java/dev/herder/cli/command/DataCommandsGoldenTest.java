package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.cli.HerderRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the commands on data say of a few rows, held against files.
 *
 * <p>{@code -Dgolden.update} writes the files anew, as with {@code HelpTest}.
 */
class DataCommandsGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/data");
  private static final String ROWS = GOLDEN.resolve("rows.jsonl").toString();
  private static final String MODEL = "../examples/quickstart/model";

  @TempDir Path folder;

  @Test
  void rowsAreShownTokenByToken() throws IOException {
    check(
        "show-mask.txt",
        "data",
        "show-mask",
        "--data",
        ROWS,
        "--model",
        MODEL,
        "--rows",
        "1-100",
        "--no-colour");
  }

  @Test
  void flagsOfTheLossAndTheLengthCount() throws IOException {
    check(
        "show-mask-cut.txt",
        "data",
        "show-mask",
        "--data",
        ROWS,
        "--model",
        MODEL,
        "--rows",
        "1-3",
        "--no-ids",
        "--all-tokens-loss",
        "--max-length",
        "16",
        "--overlong",
        "truncate");
    check(
        "show-mask-dropped.txt",
        "data",
        "show-mask",
        "--data",
        ROWS,
        "--model",
        MODEL,
        "--row",
        "3",
        "--max-length",
        "16",
        "--overlong",
        "drop");
  }

  @Test
  void coloursComeWhenAskedFor() {
    HerderRun plain = herder("data", "show-mask", "--data", ROWS, "--model", MODEL);
    HerderRun coloured = herder("data", "show-mask", "--data", ROWS, "--model", MODEL, "--color");
    assertTrue(coloured.out().contains("\u001b[32m"), coloured.out());
    assertEquals(steady(plain.out()), steady(coloured.out().replaceAll("\u001b\\[[0-9]+m", "")));
  }

  @Test
  void filesAreCounted() throws IOException {
    check("stats.txt", "data", "stats", ROWS);
    check("stats-tokens.txt", "data", "stats", "--data", ROWS, "--model", MODEL);
    check("stats.json", "data", "stats", ROWS, "--model", MODEL, "--json");
  }

  @Test
  void rowsAreRenderedOrToldWhyNot() throws IOException {
    Path out = folder.resolve("texts.jsonl");
    HerderRun run =
        herder(
            "data",
            "render",
            "--data",
            GOLDEN.resolve("render.jsonl").toString(),
            "--model",
            MODEL,
            "--now",
            "2025-07-10T12:00:00",
            "--out",
            out.toString());
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.err().contains("5 of 9 rows could not be rendered, the first: "), run.err());
    compare("texts.jsonl", Files.readString(out));
  }

  private void check(String golden, String... line) throws IOException {
    HerderRun run = herder(line);
    assertEquals(0, run.exit(), run.err());
    compare(golden, steady(run.out()));
  }

  private HerderRun herder(String... line) {
    return HerderRun.herder(folder, line);
  }

  private static void compare(String golden, String text) throws IOException {
    Path file = GOLDEN.resolve(golden);
    if (System.getProperty("golden.update") != null) {
      Files.writeString(file, text);
    }
    assertEquals(Files.readString(file), text);
  }

  /** The text without what each run has otherwise. */
  private static String steady(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (!line.matches("(seconds|tokens_per_second|peak_rss_mib) .*")) {
        lines.add(line.replaceAll(",\"(seconds|tokens_per_second|peak_rss_mib)\":[0-9.E-]+", ""));
      }
    }
    return String.join("\n", lines);
  }
}
