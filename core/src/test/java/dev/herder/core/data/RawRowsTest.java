package dev.herder.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RawRowsTest {
  @TempDir Path folder;

  @Test
  void countsRowsOfAnyKind() throws IOException {
    Path one = Files.writeString(folder.resolve("one.jsonl"), "{\"a\": 1}\n\n{\"b\": 2}\n");
    Path list = Files.writeString(folder.resolve("list.json"), "[{}, {}, {}]");

    assertEquals(5, RawRows.count(List.of(one, list)));
  }

  @Test
  void countingNamesEveryBadRowOfEveryFile() throws IOException {
    Path one = Files.writeString(folder.resolve("one.jsonl"), "{}\n3\n{}\n[]\n");
    Path two = Files.writeString(folder.resolve("two.jsonl"), "{}\n\"x\"\n");
    Path none = folder.resolve("none.jsonl");

    DataException error =
        assertThrows(DataException.class, () -> RawRows.count(List.of(one, none, two)));

    assertEquals(
        List.of(one + ":2", one + ":4", none + ":0", two + ":2"),
        error.problems().first().stream().map(problem -> problem.source().toString()).toList());
  }
}
