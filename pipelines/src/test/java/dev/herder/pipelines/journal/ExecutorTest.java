package dev.herder.pipelines.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.Memory;
import dev.herder.pipelines.journal.Standing.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutorTest {
  @TempDir(factory = Memory.class)
  Path directory;

  private final List<String> log = new ArrayList<>();
  private boolean stop;

  private RunContext context() {
    return new RunContext(
        1,
        Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC),
        line -> {},
        MetricSink.none(),
        () -> stop);
  }

  /** A step that writes its inputs' hashes and a setting. */
  private Step step(String name, int setting, Product... inputs) {
    TreeMap<String, Product> byRole = new TreeMap<>();
    for (Product input : inputs) {
      byRole.put(input.name(), input);
    }
    return new Step(
        name,
        "note",
        Identities.settings(Map.of("setting", setting)),
        5,
        byRole,
        folder -> {
          log.add(name);
          String text = setting + " " + name;
          for (Product input : inputs) {
            text += " " + input.made().sha256();
          }
          Files.writeString(folder.resolve("note.txt"), text);
          return new Step.Made(List.of("note.txt"), Map.of("setting", setting));
        });
  }

  /** Two steps, where the second reads the first, and a third on its own. */
  private Product chain(StepRunner runner, int first, int second) throws IOException {
    Product a = runner.run(step("r/a", first));
    Product b = runner.run(step("r/b", second, a));
    runner.run(step("r/c", 3));
    return b;
  }

  private Product execute(boolean redo, int first, int second) throws IOException {
    log.clear();
    try (Journal journal = Journal.open(directory)) {
      Ledger ledger = new Ledger(directory, "1.0", journal.events());
      return chain(new Executor(directory, journal, ledger, redo, context()), first, second);
    }
  }

  private List<String> plan(int first, int second) throws IOException {
    Planner planner = new Planner(new Ledger(directory, "1.0", Journal.read(directory)));
    chain(planner, first, second);
    return planner.plan().render().lines().toList();
  }

  @Test
  void doesEachStepOnceAndReusesItAfterwards() throws IOException {
    assertEquals(List.of("r/a  to do", "r/b  to do", "r/c  to do"), plan(1, 2));
    Product first = execute(false, 1, 2);
    assertEquals(List.of("r/a", "r/b", "r/c"), log);
    assertEquals(List.of("r/a  done", "r/b  done", "r/c  done"), plan(1, 2));
    Product again = execute(false, 1, 2);
    assertEquals(List.of(), log);
    assertEquals(first, again);
    assertEquals(2, again.made().summary().get("setting"));
  }

  @Test
  void saysWhatAChangedSettingRedoesAndAsks() throws IOException {
    execute(false, 1, 2);
    assertEquals(
        List.of(
            "r/a  to redo: setting 1 is now 4",
            "r/b  to redo: its input 'r/a' depends on r/a, not done yet",
            "r/c  done"),
        plan(4, 2));
    byte[] before = Files.readAllBytes(directory.resolve("r/a/note.txt"));
    assertTrue(Refusal.of(() -> execute(false, 4, 2)).contains("agree with --yes"));
    assertEquals(List.of(), log);
    assertEquals(
        -1, Arrays.mismatch(before, Files.readAllBytes(directory.resolve("r/a/note.txt"))));
    execute(true, 4, 2);
    assertEquals(List.of("r/a", "r/b"), log);
    assertEquals(List.of("r/a  done", "r/b  done", "r/c  done"), plan(4, 2));
  }

  @Test
  void redoesWhatWasEditedAndNoMoreIfItComesOutTheSame() throws IOException {
    execute(false, 1, 2);
    Path note = directory.resolve("r/a/note.txt");
    Files.writeString(note, "edited");
    assertEquals("r/a  to redo: " + note + " has changed since it was written", plan(1, 2).get(0));
    execute(true, 1, 2);
    assertEquals(List.of("r/a"), log);
    Files.delete(note);
    assertEquals("r/a  to redo: " + note + " is missing", plan(1, 2).get(0));
  }

  @Test
  void stopsBetweenAndInsideStepsAndContinues() throws IOException {
    stop = true;
    RunStopped stopped = assertThrows(RunStopped.class, () -> execute(false, 1, 2));
    assertEquals("r/a", stopped.step());
    assertEquals(List.of(), log);
    stop = false;
    execute(false, 1, 2);
    assertEquals(3, log.size());
  }

  @Test
  void journalsAFailureAndContinues() throws IOException {
    Step failing =
        new Step(
            "r/f",
            "note",
            Identities.settings(Map.of()),
            5,
            new TreeMap<>(),
            folder -> {
              if (!Files.exists(folder.resolve("begun"))) {
                Files.createFile(folder.resolve("begun"));
                throw new IOException("no space left");
              }
              return new Step.Made(List.of("begun"), Map.of());
            });
    try (Journal journal = Journal.open(directory)) {
      Ledger ledger = new Ledger(directory, "1.0", journal.events());
      Executor executor = new Executor(directory, journal, ledger, false, context());
      assertThrows(IOException.class, () -> executor.run(failing));
      assertEquals(State.TO_CONTINUE, ledger.standing(failing).state());
      executor.run(failing);
      List<String> kinds =
          journal.events().stream().map(event -> event.getClass().getSimpleName()).toList();
      assertEquals(List.of("Started", "Failed", "Started", "Finished"), kinds);
      JournalEvent.Failed failed = (JournalEvent.Failed) journal.events().get(1);
      assertEquals("no space left", failed.message());
    }
  }

  @Test
  void refusesAFolderThatTheJournalDoesNotKnow() throws IOException {
    Files.createDirectories(directory.resolve("r/a"));
    Files.writeString(directory.resolve("r/a/mine.txt"), "precious");
    String message = Refusal.of(() -> execute(false, 1, 2));
    assertTrue(message.startsWith(directory.resolve("r/a") + " holds files"), message);
    assertTrue(Files.exists(directory.resolve("r/a/mine.txt")));
  }

  @Test
  void throwsAwayWhatADifferentAttemptLeft() throws IOException {
    execute(false, 1, 2);
    Files.writeString(directory.resolve("r/a/left.txt"), "left");
    execute(true, 4, 2);
    assertFalse(Files.exists(directory.resolve("r/a/left.txt")));
  }
}
