package dev.herder.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLockTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  @Test
  void theFolderIsMadeAndTheHolderNamed() throws IOException {
    Path run = folder.resolve("a/run");
    try (RunLock lock = RunLock.acquire(run, CLOCK)) {
      assertEquals(List.of(), lock.cleanLeftovers());
      Files.createFile(run.resolve("rows.jsonl"));
    }
    String held = Files.readString(run.resolve(RunLock.FILE));
    String process = "process " + ProcessHandle.current().pid();
    assertTrue(held.matches(process + "( on \\S+)? since 2026-03-04T05:06:07Z\n"), held);
  }

  @Test
  void oneProcessTakesItOnce() throws IOException {
    RunLock lock = RunLock.acquire(folder, CLOCK);
    UserError error =
        assertThrows(UserError.class, () -> RunLock.acquire(folder.resolve("."), CLOCK));
    assertTrue(
        String.valueOf(error.getMessage()).contains("in use by this process"), error.getMessage());
    lock.close();
    lock.close();
    RunLock.acquire(folder, CLOCK).close();
  }

  @Test
  void anotherProcessIsRefusedUntilTheHolderDies() throws Exception {
    Process holder = start(folder);
    try {
      BufferedReader out = holder.inputReader(StandardCharsets.UTF_8);
      assertEquals("held", out.readLine());
      UserError error = assertThrows(UserError.class, () -> RunLock.acquire(folder, CLOCK));
      assertTrue(
          String.valueOf(error.getMessage())
              .startsWith(folder + ": in use by process " + holder.pid()),
          error.getMessage());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    RunLock.acquire(folder, CLOCK).close();
  }

  @Test
  void theHolderCleansUp() throws IOException {
    Path left = Files.createFile(folder.resolve(".x.tmp-0123456789abcdef"));
    try (RunLock lock = RunLock.acquire(folder, CLOCK)) {
      assertEquals(List.of(folder.toRealPath().resolve(left.getFileName())), lock.cleanLeftovers());
    }
    assertFalse(Files.exists(left));
  }

  @Test
  void filesOfAFolderAreLockedOneByOne() throws IOException {
    Path one = folder.resolve("a/one.jsonl");
    try (RunLock first = RunLock.acquireFile(one, CLOCK);
        RunLock second = RunLock.acquireFile(folder.resolve("a/two.jsonl"), CLOCK)) {
      UserError error = assertThrows(UserError.class, () -> RunLock.acquireFile(one, CLOCK));
      assertTrue(
          String.valueOf(error.getMessage()).startsWith(one + ": in use by this process"),
          error.getMessage());
      Path own = Files.createFile(folder.resolve("a/.one.jsonl.tmp-0123456789abcdef"));
      Path named = Files.createFile(folder.resolve("a/.one.jsonl.x.json.tmp-0123456789abcdef"));
      Path other = Files.createFile(folder.resolve("a/.one.jsonl2.tmp-0123456789abcdef"));
      assertEquals(2, first.cleanLeftovers().size());
      assertFalse(Files.exists(own));
      assertFalse(Files.exists(named));
      assertTrue(Files.exists(other));
      assertEquals(List.of(), second.cleanLeftovers());
    }
    RunLock.acquireFile(one, CLOCK).close();
    assertFalse(Files.exists(folder.resolve("a/.one.jsonl.lock")));
  }

  @Test
  void foldersThatWereMadeForNothingGo() throws IOException {
    Path above = Files.createDirectory(folder.resolve("above"));
    Path run = above.resolve("b/run");
    RunLock.acquire(run, CLOCK).close();
    RunLock.acquireFile(run.resolve("rows.jsonl"), CLOCK).close();
    assertTrue(Files.exists(above));
    assertFalse(Files.exists(above.resolve("b")));

    try (RunLock lock = RunLock.acquire(run, CLOCK)) {
      assertEquals(List.of(), lock.cleanLeftovers());
      Files.createFile(above.resolve("b/other.jsonl"));
    }
    assertFalse(Files.exists(run));
    assertTrue(Files.exists(above.resolve("b/other.jsonl")));

    Files.createDirectory(run);
    RunLock.acquire(run, CLOCK).close();
    assertTrue(Files.exists(run.resolve(RunLock.FILE)), "the folder was there before");
  }

  @Test
  void aFolderIsNoFile() {
    assertThrows(UserError.class, () -> RunLock.acquireFile(folder, CLOCK));
    assertThrows(UserError.class, () -> RunLock.acquireFile(Path.of("/"), CLOCK));
    assertThrows(UserError.class, () -> RunLock.acquireFile(Path.of("/dev/null"), CLOCK));
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThrows(UserError.class, () -> RunLock.acquire(file, CLOCK));
  }

  private static Process start(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** A process that holds a lock until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (RunLock lock = RunLock.acquire(Path.of(args[0]), Clock.systemUTC())) {
        System.out.println(lock.cleanLeftovers().isEmpty() ? "held" : "unexpected leftovers");
        Thread.sleep(600_000);
      }
    }
  }
}
