package dev.herder.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.Hashes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, streams and reports; what a row means is for the tests of the parsers. */
final class RowReaderTest {
  private static final String TWO = "{\"text\": \"a\"}\n{\"text\": \"b\"}\n";

  @TempDir Path folder;

  @Test
  void linesWithTheirPlaces() throws IOException {
    Path file = file("rows.jsonl", "\n{\"text\": \"a\"}\n  \t\n{\"text\": \"b\", \"id\": 7}");
    RowReader.Rows read = RowReader.read(List.of(file), Purpose.ANY);
    assertEquals(
        List.of(
            new Row.Text(new Source(file.toString(), 2), "a", Map.of()),
            new Row.Text(new Source(file.toString(), 4), "b", Map.of("id", 7L))),
        read.rows());
    assertEquals(2, read.report().blankLines());
    assertEquals(file + ": 2 rows (2 text), 2 blank lines skipped", read.report().summary());
  }

  @Test
  void byteOrderMarkAndCarriageReturns() throws IOException {
    assertEquals(List.of("a", "b"), texts("\ufeff" + TWO.replace("\n", "\r\n")));
    assertEquals(List.of("a"), texts("\ufeff [ {\"text\": \"a\"} ]"));
  }

  @Test
  void aListOfRows() throws IOException {
    Path file =
        file(
            "rows.json",
            """
             [
              {"text": "a,]}\\"[{\\\\"}, {
                "text": "b"
              },{"text":"c"}
            ]
            """);
    List<Row> rows = RowReader.read(List.of(file), Purpose.ANY).rows();
    assertEquals(List.of("a,]}\"[{\\", "b", "c"), rows.stream().map(RowReaderTest::text).toList());
    assertEquals(List.of(2L, 2L, 4L), rows.stream().map(row -> row.source().line()).toList());
  }

  @Test
  void packedFiles() throws IOException {
    assertEquals(List.of("a", "b"), texts(packed(TWO)));
    assertEquals(List.of("a", "b"), texts(packed("[" + TWO.strip().replace("\n", ",") + "]")));
    byte[] one = packed("{\"text\": \"a\"}\n");
    byte[] two = Arrays.copyOf(one, one.length * 2);
    System.arraycopy(one, 0, two, one.length, one.length);
    assertEquals(List.of("a", "a"), texts(two));
  }

  @Test
  void damagedPackingIsAProblem() throws IOException {
    byte[] packed = packed(TWO.repeat(5000));
    byte[] cut = Arrays.copyOf(packed, packed.length / 2);
    assertEquals(List.of("unreadable file"), kinds(cut));
    packed[packed.length / 2] ^= 0x55;
    assertTrue(kinds(packed).contains("unreadable file"));
  }

  @Test
  void theHashIsOfTheBytesOnTheDisk() throws IOException {
    for (byte[] content :
        List.of(
            TWO.getBytes(StandardCharsets.UTF_8),
            packed(TWO),
            "[1".getBytes(StandardCharsets.UTF_8),
            "\ufeffPAR1".getBytes(StandardCharsets.UTF_8),
            (" [] " + "x".repeat(200_000)).getBytes(StandardCharsets.UTF_8))) {
      Path file = Files.write(folder.resolve("f"), content);
      DataReport.FileReport report = RowReader.check(List.of(file), Purpose.ANY).files().get(0);
      assertEquals(Hashes.ofFile(file), report.sha256());
      assertEquals(content.length, report.bytes());
    }
  }

  @Test
  void severalFilesAndSchemas() throws IOException {
    Path one = file("one.jsonl", TWO + "{\"prompt\": \"p\", \"completion\": \"c\"}\n\n");
    Path two = file("two.jsonl", "{\"text\": \"z\"}\n");
    DataReport report = RowReader.check(List.of(one, two), Purpose.TRAINING_SFT);
    assertEquals(4, report.rows());
    assertEquals(Map.of(Schema.TEXT, 3L, Schema.PROMPT_COMPLETION, 1L), report.bySchema());
    assertEquals(
        one
            + ": 3 rows (1 prompt/completion, 2 text), 1 blank lines skipped\n"
            + two
            + ": 1 rows (1 text)",
        report.summary());
    assertEquals(
        List.of(
            new Artifact(one.toString(), Hashes.ofFile(one), 3L),
            new Artifact(two.toString(), Hashes.ofFile(two), 1L)),
        report.artifacts());
    assertTrue(report.problems().isEmpty());
  }

  @Test
  void everyProblemOfEveryFileIsTold() throws IOException {
    Path one = file("one.jsonl", "{\"text\": 1}\n{\"text\": \"good\"}\n{\n");
    Path missing = folder.resolve("missing.jsonl");
    Path empty = file("empty.jsonl", "");
    Path blank = file("blank.jsonl", "\n \n");
    DataException error =
        assertThrows(
            DataException.class,
            () -> RowReader.read(List.of(one, missing, folder, empty, blank), Purpose.ANY));
    assertEquals(
        """
        6 problems in the data:
        DIR/one.jsonl:1: text: is a number, expected a string
        DIR/one.jsonl:3: not JSON at column 2: Unexpected end-of-input: expected close marker for \
        Object; write each object on one line of its own
        DIR/missing.jsonl: no such file; check the name
        DIR: is a folder, expected a file; name the files in it
        DIR/empty.jsonl: no rows, expected at least one
        DIR/blank.jsonl: no rows, expected at least one"""
            .replace("DIR", folder.toString()),
        error.getMessage());
  }

  @Test
  void manyProblemsAreCountedByKind() throws IOException {
    Path file = file("rows.jsonl", "{\"text\": \"\"}\nx\n".repeat(150));
    DataReport report = RowReader.check(List.of(file), Purpose.ANY);
    assertEquals(300, report.problems().total());
    assertEquals(Problems.KEPT, report.problems().first().size());
    assertEquals(Map.of("empty", 150L, "not JSON", 150L), report.problems().byKind());
    assertTrue(
        report.problems().toString().endsWith("and 200 more; in all: 150 empty, 150 not JSON"));
  }

  @Test
  void aStreamGivesNoRowsAfterAProblemButReadsOn() throws IOException {
    Path file = file("rows.jsonl", TWO + "?\n" + TWO + "!\n");
    try (RowStream rows = RowReader.stream(List.of(file), Purpose.ANY)) {
      assertEquals("a", text(rows.next()));
      assertEquals("b", text(rows.next()));
      DataException error = assertThrows(DataException.class, rows::hasNext);
      assertEquals(2, error.problems().total());
    }
  }

  @Test
  void aStreamEnds() throws IOException {
    try (RowStream rows = RowReader.stream(List.of(file("rows.jsonl", TWO)), Purpose.ANY)) {
      rows.next();
      rows.next();
      assertFalse(rows.hasNext());
      assertThrows(NoSuchElementException.class, rows::next);
      assertEquals(2, rows.report().rows());
    }
  }

  @Test
  void aRowThatIsTooLongIsSkipped() throws IOException {
    String row = "{\"text\": \"" + "x".repeat(100_000) + "\"}";
    for (String content :
        List.of(row + "\n" + TWO, "[" + row + "," + TWO.strip().replace("\n", ",") + "]")) {
      Path file = file("rows.jsonl", content);
      DataReport report = RowReader.check(List.of(file), Purpose.ANY, 90_000);
      assertEquals(
          List.of(file + ":1: the row is longer than 90000 bytes; split the row"),
          report.problems().first().stream().map(Problem::toString).toList());
      assertEquals(2, report.rows());
      assertEquals(3, RowReader.check(List.of(file), Purpose.ANY).rows());
    }
  }

  @Test
  void damagedLists() throws IOException {
    assertEquals(
        List.of(
            ":1: the list that begins the file is not closed; a file that begins with"
                + " [ is one JSON list; JSON Lines has an object a line"),
        problems("[{\"text\": \"a\"}"));
    assertTrue(
        problems("[{\"text\": \"a\"}]\n{}")
            .get(0)
            .startsWith(":2: text after the list that ends on line 1"));
    assertEquals(List.of(": no rows, expected at least one"), problems("[ ]"));
    assertEquals(
        List.of(":1: the row is nothing, expected an object such as {\"messages\": [...]}"),
        problems("[{\"text\": \"a\"},,{\"text\": \"b\"}]"));
    assertEquals(1, problems("[{\"text\": \"a\"}, 3]").size());
  }

  @Test
  void whatIsNotTextIsRefused() throws IOException {
    byte[] latin =
        "{\"text\": \"ok\"}\n{\"text\": \"\u00e4x\"}\n".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(
        List.of(
            ":2: not UTF-8 at byte 11 of the row (offset 25 in the file); convert the file to UTF-8"),
        problems(latin));
    assertEquals(
        List.of(":1: the file is UTF-16, expected UTF-8; convert it"),
        problems(TWO.getBytes(StandardCharsets.UTF_16)));
    assertEquals(
        List.of(":1: the file is Parquet, expected JSON Lines; convert it"), problems("PAR1xxxx"));
    assertEquals(List.of("\ufffd"), texts("{\"text\": \"\ufffd\"}"));
  }

  @Test
  void noFilesIsAMistake() {
    assertThrows(UserError.class, () -> RowReader.check(List.of(), Purpose.ANY));
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private List<String> texts(String content) throws IOException {
    return texts(content.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> texts(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("t"), content);
    return RowReader.read(List.of(file), Purpose.ANY).rows().stream()
        .map(RowReaderTest::text)
        .toList();
  }

  private List<String> problems(String content) throws IOException {
    return problems(content.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> problems(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("p"), content);
    return RowReader.check(List.of(file), Purpose.ANY).problems().first().stream()
        .map(problem -> problem.toString().replace(file.toString(), ""))
        .toList();
  }

  private List<String> kinds(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("k.gz"), content);
    return List.copyOf(RowReader.check(List.of(file), Purpose.ANY).problems().byKind().keySet());
  }

  private static String text(Row row) {
    return ((Row.Text) row).text();
  }

  private static byte[] packed(String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
