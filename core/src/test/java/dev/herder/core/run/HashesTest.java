package dev.herder.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HashesTest {
  // FIPS 180-2, appendix B.1.
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path folder;

  @Test
  void knownAnswer() throws IOException {
    assertEquals(ABC, Hashes.ofString("abc"));
    assertEquals(ABC, Hashes.ofFile(Files.writeString(folder.resolve("f"), "abc")));
  }

  /** Reading a pipe would wait for ever, or take away what it holds. */
  @Test
  void aPipeHasNoHash() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    UserError error =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> assertThrows(UserError.class, () -> Hashes.ofFile(pipe)));
    assertEquals(
        pipe + ": is not a regular file, and is read twice; write its content to a file first",
        error.getMessage());
  }

  @Test
  void aLargeFileIsTheSameAsItsText() throws IOException {
    String text = "0123456789".repeat(20_000);
    assertEquals(
        Hashes.ofString(text), Hashes.ofFile(Files.writeString(folder.resolve("f"), text)));
  }

  @Test
  void aFolderIsItsSortedNamesAndContents() throws IOException {
    Path one = model(folder.resolve("one"));
    String expected =
        Hashes.ofString(
            ABC + " config.json\n" + Hashes.ofString("deep") + " sub/deep.json\n" + ABC + " z\n");
    assertEquals(expected, Hashes.ofDirectory(one));
    assertEquals(expected, Hashes.ofDirectory(model(folder.resolve("elsewhere"))));
  }

  @Test
  void namesAndContentsMatter() throws IOException {
    Path one = model(folder.resolve("one"));
    String before = Hashes.ofDirectory(one);
    Files.move(one.resolve("z"), one.resolve("y"));
    String renamed = Hashes.ofDirectory(one);
    assertNotEquals(before, renamed);
    Files.writeString(one.resolve("y"), "other");
    assertNotEquals(renamed, Hashes.ofDirectory(one));
  }

  @Test
  void hiddenEntriesAreLeftOut() throws IOException {
    Path one = model(folder.resolve("one"));
    String before = Hashes.ofDirectory(one);
    Files.writeString(one.resolve(".lock"), "x");
    Files.createDirectories(one.resolve("sub/.cache"));
    Files.writeString(one.resolve("sub/.cache/x"), "x");
    assertEquals(before, Hashes.ofDirectory(one));
  }

  @Test
  void aModelIsWithoutTheRecordsOfItsRun() throws IOException {
    Path one = model(folder.resolve("one"));
    String before = Hashes.ofModel(one);
    assertEquals(Hashes.ofString(ABC + " config.json\n"), before);
    Files.writeString(one.resolve("manifest.json"), "{}");
    Files.writeString(one.resolve("metrics.jsonl"), "{}");
    Files.writeString(one.resolve("report.html"), "<html>");
    assertEquals(before, Hashes.ofModel(one));
    Files.writeString(one.resolve("model.safetensors"), "w");
    assertNotEquals(before, Hashes.ofModel(one));
  }

  @Test
  void linkedFilesCount() throws IOException {
    Path one = model(folder.resolve("one"));
    Path linked = Files.createDirectory(folder.resolve("linked"));
    for (String name : new String[] {"config.json", "sub", "z"}) {
      Files.createSymbolicLink(linked.resolve(name), one.resolve(name));
    }
    assertEquals(Hashes.ofDirectory(one), Hashes.ofDirectory(linked));
  }

  @Test
  void aLoopOfLinksIsRefused() throws IOException {
    Path one = model(folder.resolve("one"));
    Files.createSymbolicLink(one.resolve("sub/up"), one);
    assertThrows(FileSystemLoopException.class, () -> Hashes.ofDirectory(one));
  }

  private static Path model(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("sub"));
    Files.writeString(directory.resolve("z"), "abc");
    Files.writeString(directory.resolve("config.json"), "abc");
    Files.writeString(directory.resolve("sub/deep.json"), "deep");
    return directory;
  }
}
