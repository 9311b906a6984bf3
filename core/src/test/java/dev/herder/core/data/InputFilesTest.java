package dev.herder.core.data;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
  @TempDir Path folder;

  private static void refused(String expected, Executable check) {
    String said = String.valueOf(assertThrows(UserError.class, check).getMessage());
    assertTrue(said.contains(expected), said);
  }

  @Test
  void whatCannotBeReadTwiceIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a.jsonl"), "{}\n");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertDoesNotThrow(() -> InputFiles.requireRegular(file));
    assertDoesNotThrow(() -> InputFiles.requireRegular(link));
    refused("is a folder", () -> InputFiles.requireRegular(folder));
    refused("no such file", () -> InputFiles.requireRegular(folder.resolve("none")));
    refused("is read twice", () -> InputFiles.requireRegular(Path.of("/dev/null")));
  }

  @Test
  void whatIsReadIsNotWrittenOver() throws IOException {
    Path file = Files.writeString(folder.resolve("a.jsonl"), "{}\n");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Path other = Files.writeString(folder.resolve("b.jsonl"), "{}\n");
    List<Path> written = List.of(folder.resolve("none"), file);
    assertDoesNotThrow(() -> InputFiles.requireNotWritten(other, written));
    assertDoesNotThrow(() -> InputFiles.requireNotWritten(folder.resolve("none"), written));
    refused("a.jsonl: would be written over", () -> InputFiles.requireNotWritten(file, written));
    refused("link: would be written over", () -> InputFiles.requireNotWritten(link, written));
  }
}
