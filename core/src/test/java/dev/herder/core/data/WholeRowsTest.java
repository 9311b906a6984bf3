package dev.herder.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.WholeRows.WholeRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeRowsTest {
  @TempDir Path folder;

  @Test
  void tellsBadRowsAndGoesOn() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("{\"text\": \"a\", \"id\": 7}\n\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(new byte[] {'{', '"', (byte) 0xff, '\n'});
    bytes.writeBytes("{\"query\": \"q\"}\n{\"prompt\": \"p\"}".getBytes(StandardCharsets.UTF_8));
    Path first = Files.write(folder.resolve("a.jsonl"), bytes.toByteArray());
    Path second = Files.writeString(folder.resolve("b.jsonl"), "[{\"text\": \"b\"}]");

    List<WholeRow> rows = rows(first, second);

    assertEquals(5, rows.size());
    assertEquals(Map.of("text", "a", "id", 7L), rows.get(0).object());
    assertTrue(rows.get(0).row() instanceof Row.Text);
    assertNull(rows.get(0).problem());
    Problem notUtf8 = rows.get(1).problem();
    assertNotNull(notUtf8);
    assertTrue(notUtf8.toString().contains("a.jsonl:3: not UTF-8 at byte 3"), notUtf8.toString());
    assertNull(rows.get(1).object());
    assertEquals(Map.of("query", "q"), rows.get(2).object());
    assertNull(rows.get(2).row());
    assertEquals(new Source(first.toString(), 5), rows.get(3).source());
    assertNull(rows.get(3).problem());
    assertEquals(1, rows.get(4).file());
    assertEquals(4, rows.get(4).index());
  }

  @Test
  void keepsNothingOfALineWithoutEnd() throws IOException {
    Path file = folder.resolve("long.jsonl");
    byte[] block = new byte[1 << 20];
    Arrays.fill(block, (byte) 'x');
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < 65; i++) {
        out.write(block);
      }
      out.write("\n{\"text\": \"after\"}\n".getBytes(StandardCharsets.UTF_8));
    }

    List<WholeRow> rows = rows(file);

    assertEquals(2, rows.size());
    assertTrue(String.valueOf(rows.get(0).problem()).contains("longer than 67108864 bytes"));
    assertNotNull(rows.get(1).row());
  }

  @Test
  void refusesFilesThatAreNone() {
    assertThrows(UserError.class, () -> WholeRows.open(List.of()));
    assertThrows(DataException.class, () -> rows(folder.resolve("missing.jsonl")));
    assertThrows(
        DataException.class, () -> rows(Files.writeString(folder.resolve("empty.jsonl"), "\n")));
  }

  private static List<WholeRow> rows(Path... files) throws IOException {
    List<WholeRow> all = new ArrayList<>();
    try (WholeRows rows = WholeRows.open(List.of(files))) {
      for (WholeRow row = rows.next(); row != null; row = rows.next()) {
        all.add(row);
      }
    }
    return all;
  }
}
