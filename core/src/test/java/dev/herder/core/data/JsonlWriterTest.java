package dev.herder.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonlWriterTest {
  @TempDir Path folder;

  @Test
  void keysInOrderAndNoNeedlessEscapes() throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("z", "zwölf 한국 😀 </script> \"\\\n\u0001");
    object.put("a", null);
    object.put("n", List.of(1, 2L, 0.1, 0.1f, new BigInteger("12345678901234567890"), true));
    object.put("j", new ObjectMapper().readTree("{\"b\": [1], \"a\": 2}"));
    Path file = folder.resolve("f.jsonl");
    try (JsonlWriter writer = JsonlWriter.create(file)) {
      writer.write(object);
      writer.write(Map.of());
      assertEquals(2, writer.rows());
      writer.commit();
    }
    assertEquals(
        "{\"z\":\"zwölf 한국 😀 </script> \\\"\\\\\\n\\u0001\",\"a\":null,"
            + "\"n\":[1,2,0.1,0.1,12345678901234567890,true],\"j\":{\"b\":[1],\"a\":2}}\n{}\n",
        Files.readString(file));
  }

  @Test
  void nothingAppearsWithoutACommit() throws IOException {
    Path file = folder.resolve("f.jsonl");
    assertThrows(
        IllegalStateException.class,
        () -> {
          try (JsonlWriter writer = JsonlWriter.create(file)) {
            writer.write(Map.of("a", 1));
            throw new IllegalStateException("crash");
          }
        });
    try (Stream<Path> entries = Files.list(folder)) {
      assertEquals(0, entries.count());
    }
  }

  @Test
  void aRowThatIsNoJsonLeavesNoTrace() throws IOException {
    Path file = folder.resolve("f.jsonl");
    try (JsonlWriter writer = JsonlWriter.create(file)) {
      for (Object bad : List.of(Double.NaN, Float.POSITIVE_INFINITY, new Object(), 'c', "\ud800")) {
        assertThrows(
            IllegalArgumentException.class, () -> writer.write(Map.of("a", "x", "b", bad)));
      }
      writer.write(Map.of("a", 1));
      writer.commit();
    }
    assertEquals("{\"a\":1}\n", Files.readString(file));
  }

  @Test
  void appendedRowsAreThereAtOnce() throws IOException {
    Path file = folder.resolve("new/f.jsonl");
    try (JsonlWriter writer = JsonlWriter.append(file)) {
      writer.write(Map.of("a", 1));
      assertEquals("{\"a\":1}\n", Files.readString(file));
      assertEquals(0, writer.cutBytes());
    }
    try (JsonlWriter writer = JsonlWriter.append(file)) {
      writer.write(Map.of("a", 2));
      writer.commit();
      writer.write(Map.of("a", 3));
      assertEquals(2, writer.rows());
    }
    assertEquals("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", Files.readString(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                      | '' | 0",
        "'{\"a\":1}~'            | '{\"a\":1}~' | 0",
        "'{\"a\":1}~~'           | '{\"a\":1}~~' | 0",
        "'{\"a\":1}~{\"a\":2}'   | '{\"a\":1}~{\"a\":2}~' | 0",
        "'{\"a\":1}~{\"a\":'     | '{\"a\":1}~' | 5",
        "'{\"a\":1}~{\"a\":\"ä'  | '{\"a\":1}~' | 8",
        "'{\"a\":1}~12'          | '{\"a\":1}~' | 2",
        "'{\"a\":1}~@@@@~'       | '{\"a\":1}~' | 5",
        "'{\"a'                  | '' | 3",
      })
  void aTornEndIsMended(String before, String after, long cut) throws IOException {
    Path file = folder.resolve("f.jsonl");
    Files.writeString(file, before.replace('~', '\n').replace('@', '\0'));
    try (JsonlWriter writer = JsonlWriter.append(file)) {
      assertEquals(cut, writer.cutBytes());
    }
    assertEquals(after.replace('~', '\n'), Files.readString(file));
  }

  @Test
  void everyCutOfAFileIsMendedToWholeRows() throws IOException {
    String rows = "{\"a\":\"ä😀\"}\n{\"b\":[1,{}]}\n{}\n".repeat(700);
    byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("f.jsonl");
    for (int length = bytes.length - 60; length < bytes.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      try (JsonlWriter writer = JsonlWriter.append(file)) {
        writer.write(Map.of("end", true));
      }
      List<String> lines = Files.readAllLines(file);
      String expected = String.join("\n", lines.subList(0, lines.size() - 1)) + "\n";
      assertEquals("{\"end\":true}", lines.get(lines.size() - 1));
      assertEquals(rows.substring(0, expected.length()), expected, "cut at " + length);
      assertFalse(lines.size() < 2097 - 3, "cut at " + length);
    }
  }

  @Test
  void whatCannotBeWrittenIsTheUsersMistake() throws IOException {
    assertThrows(UserError.class, () -> JsonlWriter.append(folder));
    assertThrows(UserError.class, () -> JsonlWriter.create(folder));
    Path file = Files.createFile(folder.resolve("file"));
    assertThrows(UserError.class, () -> JsonlWriter.append(file.resolve("below")));
  }
}
