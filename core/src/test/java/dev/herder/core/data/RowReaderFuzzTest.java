package dev.herder.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged rows are accepted, or refused with their place; nothing else ever comes out. */
final class RowReaderFuzzTest {
  private static final int ROWS = 6000;
  private static final List<String> VALID =
      List.of(
          "{\"text\": \"zwölf \\u00e4 \\ud83d\\ude00 😀\"}",
          "{\"messages\": [{\"role\": \"system\", \"content\": \"s\"}, {\"role\": \"user\","
              + " \"content\": [{\"type\": \"text\", \"text\": \"u\"}]}, {\"role\": \"assistant\","
              + " \"content\": null, \"tool_calls\": [{\"function\": {\"name\": \"f\"}}]}]}",
          "{\"prompt\": \"p\", \"completion\": \"c\", \"sample\": 1, \"finish_reason\": \"stop\","
              + " \"tokens\": 3, \"logprob\": -1.5e1}",
          "{\"prompt\": [{\"role\": \"user\", \"content\": \"p\"}], \"chosen\": \"c\", \"rejected\":"
              + " \"r\", \"margin\": 1}",
          "{\"chosen\": [{\"role\": \"user\", \"content\": \"p\"}, {\"role\": \"assistant\","
              + " \"content\": \"c\"}], \"rejected\": [{\"role\": \"user\", \"content\": \"p\"},"
              + " {\"role\": \"assistant\", \"content\": \"r\"}]}",
          "{\"prompt\": \"p\", \"responses\": [{\"content\": \"a\", \"rank\": 1}, {\"text\": \"b\","
              + " \"rank\": 2}], \"tools\": [true, null, {}]}",
          "{\"instruction\": \"i\", \"input\": \"\", \"output\": \"o\", \"history\": [[\"q\","
              + " \"a\"]]}",
          "{\"conversations\": [{\"from\": \"human\", \"value\": \"u\"}, {\"from\": \"gpt\","
              + " \"value\": \"a\"}], \"system\": \"s\"}");
  private static final String[] SPLICES = {
    "null",
    "true",
    "{}",
    "[]",
    "-1",
    "1e999",
    "NaN",
    "\"\"",
    "\"x\"",
    "\"\\ud800\"",
    "\u0000",
    ",",
    ":",
    "\"",
    "\\",
    "}",
    "]",
    "{",
    "[",
    "[".repeat(600),
    "{\"a\":".repeat(600),
    "9".repeat(1200),
    "\"role\": \"user\", ",
    "\"text\": \"t\", ",
    "\"prompt\": 3, ",
    "\ufeff",
    "\r"
  };

  @TempDir Path folder;

  @Test
  void damagedRowsAreAcceptedOrRefused() throws IOException {
    Random random = new Random(20260302);
    Mutations mutations = new Mutations(random, SPLICES);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < ROWS; i++) {
      for (byte b : mutations.of(VALID.get(random.nextInt(VALID.size())))) {
        out.write(b == '\n' ? ' ' : b);
      }
      out.write('\n');
    }
    Path file = Files.write(folder.resolve("rows.jsonl"), out.toByteArray());
    for (Purpose purpose : Purpose.values()) {
      DataReport report = RowReader.check(List.of(file), purpose);
      check(file, report.problems());
      long rows = report.rows();
      assertTrue(rows > 50 && rows < ROWS * 3 / 4, purpose + ": " + rows);
      assertTrue(rows + report.problems().total() + report.blankLines() >= ROWS);
    }
  }

  @Test
  void everyDamagedRowHasItsLine() throws IOException {
    Random random = new Random(3);
    Mutations mutations = new Mutations(random, SPLICES);
    Path file = folder.resolve("rows.jsonl");
    int refused = 0;
    for (int i = 0; i < 1500; i++) {
      String valid = VALID.get(random.nextInt(VALID.size()));
      Files.write(file, mutations.of(valid + "\n" + valid + "\n"));
      Problems problems = RowReader.check(List.of(file), Purpose.ANY).problems();
      check(file, problems);
      refused += problems.isEmpty() ? 0 : 1;
    }
    assertTrue(refused > 500, refused + " refused");
  }

  @Test
  void damagedListsAndPackedFiles() throws IOException {
    Random random = new Random(4);
    Mutations mutations = new Mutations(random, SPLICES);
    Path file = folder.resolve("rows.json.gz");
    for (int i = 0; i < 1500; i++) {
      byte[] list = mutations.of("[" + String.join(",\n", VALID) + "]");
      Files.write(file, i % 2 == 0 ? list : damaged(packed(list), random));
      check(file, RowReader.check(List.of(file), Purpose.ANY).problems());
    }
  }

  private static void check(Path file, Problems problems) {
    assertEquals(problems.total(), problems.byKind().values().stream().mapToLong(n -> n).sum());
    for (Problem problem : problems.first()) {
      assertEquals(file.toString(), problem.source().file());
      boolean whole = problem.message().matches("(the gzip data|no rows).*");
      assertTrue(whole == (problem.source().line() == 0), problem.toString());
      assertEquals(1, problem.toString().lines().count(), problem.toString());
      assertTrue(problem.toString().length() < 1000, problem.toString());
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void theValidRowsAreValid() throws IOException {
    Path file = folder.resolve("rows.jsonl");
    Files.write(file, String.join("\n", VALID).getBytes(StandardCharsets.UTF_8));
    assertEquals(VALID.size(), RowReader.read(List.of(file), Purpose.ANY).rows().size());
  }
}
