package dev.herder.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
  @TempDir Path folder;

  @Test
  void missingFoldersAreMadeAndOthersStay() throws IOException {
    Path deep = folder.resolve("a/b/c");
    OutputFolder.make(deep, deep);
    assertTrue(Files.isDirectory(deep));
    OutputFolder.make(deep, deep);
    Path linked = Files.createSymbolicLink(folder.resolve("link"), deep);
    OutputFolder.make(linked, linked);
    assertTrue(Files.isSymbolicLink(linked));
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    for (Path wanted : new Path[] {file, file.resolve("a"), file.resolve("a/b")}) {
      UserError error = assertThrows(UserError.class, () -> OutputFolder.make(wanted, wanted));
      assertEquals(
          wanted + ": " + file + " is a file, expected a folder; choose another name to write to",
          error.getMessage());
    }
  }
}
