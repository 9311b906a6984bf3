package dev.herder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.cli.console.StandardOutputTest;
import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
  @TempDir Path temporary;

  @Test
  void mistakeOfTheUserIsItsMessageAlone() throws IOException {
    HerderRun run = report(new UserError("a.jsonl:3: no prompt"));

    assertEquals(new HerderRun(2, "", "herder: a.jsonl:3: no prompt\n"), run);
    assertEquals(List.of(), traces());
  }

  @Test
  void mistakeFoundOnAnotherThreadIsStillAMistake() {
    HerderRun run = report(new CompletionException(new UserError("b.jsonl:4: no answer")));

    assertEquals(new HerderRun(2, "", "herder: b.jsonl:4: no answer\n"), run);
  }

  /** A run that cannot go on is no defect of the program: its reason is told, without a trace. */
  @Test
  void runThatCannotGoOnSaysWhyAndNoMore() throws IOException {
    HerderRun run = report(new RunFailure("the loss of step 3 is not finite; rows: a.jsonl:7"));

    String told = "herder: the loss of step 3 is not finite; rows: a.jsonl:7\n";
    assertEquals(new HerderRun(1, "", told), run);
    assertEquals(List.of(), traces());
  }

  @Test
  void internalErrorIsOneLineAndAFileWithTheTrace() throws IOException {
    HerderRun run = report(new IllegalStateException("17 != 18\nmore"), "sft", "--seed", "5");

    assertEquals(1, run.exit());
    List<String> lines = run.err().lines().toList();
    assertEquals("herder: internal error: IllegalStateException: 17 != 18", lines.get(0));
    Path trace = traces().get(0);
    assertEquals("The stack trace is in " + trace + " (--debug prints it here).", lines.get(1));
    assertEquals(2, lines.size());
    String written = Files.readString(trace);
    assertTrue(written.startsWith("2026-03-04T05:06:07Z herder sft --seed 5\n"), written);
    assertTrue(written.contains("at dev.herder.cli.FailuresTest"), written);
  }

  @Test
  void debugPrintsTheTraceAndWritesNoFile() throws IOException {
    HerderRun run = report(new IllegalStateException("19"), "sft", "--debug");

    assertEquals(1, run.exit());
    assertTrue(run.err().contains("at dev.herder.cli.FailuresTest"), run.err());
    assertEquals(List.of(), traces());
  }

  @Test
  void traceThatCannotBeWrittenIsNoSecondFailure() {
    HerderRun run =
        HerderRun.reporting(temporary.resolve("missing"), new IllegalStateException("20"));

    assertEquals(
        "herder: internal error: IllegalStateException: 20\n--debug prints the stack trace.\n",
        run.err());
  }

  @Test
  void fullDiskSaysSoAndWritesNothing() throws IOException {
    IOException full =
        new FileSystemException("out/model.safetensors", null, "No space left on device");

    assertEquals(
        "herder: the disk is full (out/model.safetensors); free some space and run the command again",
        firstLine(report(new UncheckedIOException(full))));
    assertEquals(
        "herder: the disk is full; free some space and run the command again",
        firstLine(report(new IOException("Disk quota exceeded"))));
    assertEquals(List.of(), traces());
  }

  @Test
  void inputAndOutputFailuresNameTheFile() {
    assertEquals(
        "herder: cannot read or write (rows.jsonl): no such file or folder",
        firstLine(report(new NoSuchFileException("rows.jsonl"))));
    assertEquals(
        "herder: cannot read or write: Input/output error",
        firstLine(report(new IOException("Input/output error"))));
  }

  @Test
  void memoryOfTheHeapAndOfTensorsHaveTheirOwnLines() {
    assertEquals(
        "herder: out of memory: Java heap space; give Java more, for example with HERDER_JAVA_OPTS=-Xmx8g",
        firstLine(report(new OutOfMemoryError("Java heap space"))));
    assertEquals(
        "herder: out of memory for tensors: DefaultCPUAllocator: can't allocate memory: you tried to"
            + " allocate 64 bytes.; lower --max-length, --batch-size or --micro-batch-tokens",
        firstLine(
            report(
                new IllegalStateException(
                    "DefaultCPUAllocator: can't allocate memory: you tried to allocate 64 bytes.\nat ..."))));
  }

  @Test
  void closedPipeEndsQuietly() throws IOException {
    assertEquals(new HerderRun(141, "", ""), report(StandardOutputTest.closedOutput()));
    assertEquals(List.of(), traces());
  }

  private HerderRun report(Throwable failure, String... arguments) {
    return HerderRun.reporting(temporary, failure, arguments);
  }

  private List<Path> traces() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    }
  }

  private static String firstLine(HerderRun run) {
    assertEquals(1, run.exit());
    return run.err().lines().findFirst().orElseThrow();
  }
}
