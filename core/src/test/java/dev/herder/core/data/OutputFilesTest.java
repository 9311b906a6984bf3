package dev.herder.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
  @TempDir Path folder;

  @Test
  void aNameThatPromisesPackedRowsIsRefused() throws IOException {
    OutputFiles.requireRows(folder.resolve("rows.gz.jsonl"));
    OutputFiles.requireRows(folder.resolve("gz"));
    for (String name : new String[] {"rows.jsonl.gz", "rows.GZ", "rows.zst"}) {
      Path file = folder.resolve(name);
      UserError error = assertThrows(UserError.class, () -> JsonlWriter.create(file));
      assertEquals(
          file
              + ": rows are written as plain text; choose a name without "
              + name.substring(name.lastIndexOf('.')).toLowerCase(java.util.Locale.ROOT)
              + ", and pack the file when it is whole",
          error.getMessage());
      assertThrows(UserError.class, () -> JsonlWriter.append(file));
      assertFalse(Files.exists(file));
    }
  }
}
