package dev.herder.core.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void aFileIsWrittenWithItsParents() throws IOException {
    Path file = folder.resolve("a/b/text");
    AtomicFiles.writeString(file, "zwölf");
    assertEquals("zwölf", Files.readString(file));
    assertEquals(List.of("text"), names(folder.resolve("a/b")));
  }

  @Test
  void aFileIsReplaced() throws IOException {
    Path file = folder.resolve("file");
    AtomicFiles.writeBytes(file, new byte[] {1, 2, 3});
    AtomicFiles.writeBytes(file, new byte[] {4});
    assertArrayEquals(new byte[] {4}, Files.readAllBytes(file));
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("file");
    AtomicFiles.writeString(file, "old");
    assertThrows(
        IOException.class,
        () ->
            AtomicFiles.write(
                file,
                out -> {
                  out.write(new byte[1 << 20]);
                  throw new IOException("disk on fire");
                }));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("file"), names(folder));
  }

  @Test
  void anErrorOfTheProgramLeavesNothing() throws IOException {
    assertThrows(
        StackOverflowError.class,
        () ->
            AtomicFiles.write(
                folder.resolve("file"),
                out -> {
                  throw new StackOverflowError();
                }));
    assertEquals(List.of(), names(folder));
  }

  @Test
  void aLinkIsFollowed() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real")).resolve("file");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real/file"));
    AtomicFiles.writeString(link, "first");
    AtomicFiles.writeString(link, "second");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("second", Files.readString(real));
  }

  @Test
  void whatIsNoFileIsNotReplaced() {
    assertThrows(UserError.class, () -> AtomicFiles.writeString(folder, "x"));
    UserError device =
        assertThrows(UserError.class, () -> AtomicFiles.writeString(Path.of("/dev/null"), "x"));
    assertTrue(String.valueOf(device.getMessage()).startsWith("/dev/null: is not a regular file"));
    assertFalse(Files.isRegularFile(Path.of("/dev/null")));
  }

  @Test
  void aFileInTheWayOfAFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    UserError error =
        assertThrows(UserError.class, () -> AtomicFiles.writeString(file.resolve("below"), "y"));
    assertTrue(
        String.valueOf(error.getMessage()).contains("is a file, expected a folder"),
        error.getMessage());
  }

  @Test
  void aFolderIsReplacedAsAWhole() throws IOException {
    Path target = folder.resolve("model");
    AtomicFiles.replaceDirectory(
        target, directory -> Files.writeString(directory.resolve("one"), "1"));
    AtomicFiles.replaceDirectory(
        target,
        directory -> {
          Files.createDirectory(directory.resolve("sub"));
          Files.writeString(directory.resolve("sub/two"), "2");
        });
    assertEquals(List.of("sub"), names(target));
    assertEquals("2", Files.readString(target.resolve("sub/two")));
    assertEquals(List.of("model"), names(folder));
  }

  @Test
  void aFailureLeavesTheOldFolder() throws IOException {
    Path target = folder.resolve("model");
    AtomicFiles.replaceDirectory(
        target, directory -> Files.writeString(directory.resolve("one"), "1"));
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFiles.replaceDirectory(
                target,
                directory -> {
                  Files.writeString(directory.resolve("two"), "2");
                  throw new IllegalStateException("no");
                }));
    assertEquals(List.of("one"), names(target));
    assertEquals(List.of("model"), names(folder));
  }

  @Test
  void aFileIsNoFolderToReplace() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThrows(UserError.class, () -> AtomicFiles.replaceDirectory(file, directory -> {}));
    assertEquals("x", Files.readString(file));
  }

  @Test
  void leftoversAreRemovedAndAMovedFolderComesBack() throws IOException {
    Files.writeString(folder.resolve(".file.tmp-0123456789abcdef"), "half");
    Path half = Files.createDirectory(folder.resolve(".model.tmp-00000000000000aa"));
    Files.writeString(half.resolve("weights"), "half");
    Path old = Files.createDirectory(folder.resolve(".model.old-00000000000000bb"));
    Files.writeString(old.resolve("weights"), "whole");
    Path done = Files.createDirectory(folder.resolve(".kept.old-00000000000000cc"));
    Files.writeString(done.resolve("weights"), "outdated");
    Files.createDirectory(folder.resolve("kept"));
    Files.writeString(folder.resolve(".hidden.tmp-file"), "someone else's");

    assertEquals(4, AtomicFiles.cleanLeftovers(folder).size());

    assertEquals(List.of(".hidden.tmp-file", "kept", "model"), names(folder));
    assertEquals("whole", Files.readString(folder.resolve("model/weights")));
  }

  @Test
  void deletingDoesNotFollowLinks() throws IOException {
    Path outside = Files.writeString(folder.resolve("outside"), "stays");
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Files.createSymbolicLink(tree.resolve("link"), outside);
    AtomicFiles.deleteTree(tree);
    assertEquals(List.of("outside"), names(folder));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
