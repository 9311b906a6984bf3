package dev.herder.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataStatsTest {
  @TempDir Path folder;

  @Test
  void everyKindOfRowIsCounted() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("rows.jsonl"),
            """
            {"text": "a😀"}
            {"messages": [{"role": "user", "content": "uu"}, {"role": "assistant", "content": "aaa"}]}
            {"prompt": "pppp", "completion": "ccccc"}
            {"prompt": [{"role": "user", "content": "p"}], "chosen": "cccccc", "rejected": "rrrrrrr"}
            {"prompt": "pp", "responses": ["a", "b", "cc"]}
            {"prompt": [{"role": "system", "content": "s"}, {"role": "user", "content": "uu"}]}
            """);
    List<Long> chars = new ArrayList<>();
    DataStats stats = DataStats.of(List.of(file), (row, length) -> chars.add(length));
    assertEquals(List.of(2L, 5L, 9L, 14L, 6L, 3L), chars);
    assertEquals(6, stats.report().rows());
    assertEquals(Map.of("user", 3L, "assistant", 3L, "system", 1L), stats.roles());
    // Turns 2, 3, 2; before answers 0, 2, 4, 1, 2, 3; answers 2, 3, 5, 6, 7, 1, 1, 2.
    assertEquals(new Distribution(3, 7, 2, 2, 3, 3, 3), stats.turns());
    assertEquals(new Distribution(6, 12, 0, 2, 4, 4, 4), stats.promptChars());
    assertEquals(new Distribution(8, 27, 1, 2, 7, 7, 7), stats.answerChars());
  }

  @Test
  void badRowsAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("rows.jsonl"), "{}\n");
    assertThrows(DataException.class, () -> DataStats.of(List.of(file)));
  }
}
