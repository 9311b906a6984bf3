package dev.herder.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void nothingAppearsBeforeTheCommit() throws IOException {
    Path target = folder.resolve("file");
    try (AtomicFile file = AtomicFile.create(target)) {
      file.stream().write("abc".getBytes(StandardCharsets.UTF_8));
      assertFalse(Files.exists(target));
      file.commit();
      assertEquals("abc", Files.readString(target));
    }
    assertEquals("abc", Files.readString(target));
  }

  @Test
  void closingWithoutACommitLeavesNothing() throws IOException {
    AtomicFile file = AtomicFile.create(folder.resolve("file"));
    file.stream().write(7);
    file.close();
    file.close();
    try (Stream<Path> entries = Files.list(folder)) {
      assertEquals(0, entries.count());
    }
  }
}
