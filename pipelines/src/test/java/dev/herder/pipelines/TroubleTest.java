package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.journal.Journal;
import dev.herder.pipelines.journal.JournalEvent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the machine may do to a run: each is found, told in a line, and costs nothing but time. */
class TroubleTest {
  @TempDir(factory = Memory.class)
  Path folder;

  private Scene scene = new Scene(Path.of("."));
  private Map<String, String> expected = Map.of();

  @BeforeEach
  void runOnceWithoutTrouble() throws IOException {
    scene = Scene.in(folder);
    expected = Scene.artefacts(run(folder.resolve("whole"), false));
  }

  private Recipe recipe(Path out) {
    return scene.recipe(2, out, scene.path("held-out.jsonl"), Recipe.Contamination.REFUSE);
  }

  private Path run(Path out, boolean yes) throws IOException {
    return run(out, yes, Scene.context());
  }

  private Path run(Path out, boolean yes, RunContext context) throws IOException {
    new RoundPipeline(FakeSeams.of(() -> {}).seams(), "1")
        .run(new RoundPipeline.Config(recipe(out), yes), context);
    return out;
  }

  @Test
  void everyArtefactThatIsCutShortOrEditedIsNamedAndDoneAgain() throws IOException {
    Path out = run(folder.resolve("out"), false);
    List<Path> artefacts;
    try (Stream<Path> files = Files.walk(out)) {
      artefacts =
          files
              .filter(file -> file.toString().matches(".*(jsonl|safetensors|config.json)"))
              .filter(file -> !file.toString().matches(".*(journal|metrics).jsonl|.*/best/.*"))
              .filter(file -> !file.toString().endsWith("select/prompts.jsonl"))
              .filter(file -> file.toFile().length() > 0)
              .sorted()
              .toList();
    }
    assertTrue(artefacts.size() > 20, artefacts.toString());
    for (int i = 0; i < artefacts.size(); i++) {
      Path artefact = artefacts.get(i);
      long size = Files.size(artefact);
      try (RandomAccessFile file = new RandomAccessFile(artefact.toFile(), "rw")) {
        if (i % 2 == 0) {
          file.setLength(size / 2);
        } else {
          file.seek(size - 1);
          file.write('!');
        }
      }
      String message = Scene.refusal(() -> run(out, false));
      String step = out.relativize(artefact.getParent()).toString();
      String named = message.lines().filter(line -> line.startsWith(step)).findFirst().orElse("");
      assertTrue(named.contains("has changed since it was written"), artefact + "\n" + message);
      run(out, true);
      assertEquals(expected, Scene.artefacts(out), artefact.toString());
    }
  }

  @Test
  void aClockThatGoesBackwardsChangesNothing() throws IOException {
    AtomicLong now = new AtomicLong(1_800_000_000_000L);
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return Instant.ofEpochMilli(now.addAndGet(-90_000));
          }
        };
    RunContext plain = Scene.context();
    RunContext context =
        new RunContext(1, clock, plain.talk(), plain.metrics(), plain.stopRequested());
    Path out = run(folder.resolve("out"), false, context);
    assertEquals(expected, Scene.artefacts(out));
    for (JournalEvent event : Journal.read(out)) {
      if (event instanceof JournalEvent.Finished finished) {
        assertEquals(0, finished.seconds(), "no negative time");
      }
    }
  }

  private static boolean mounted(String... command) throws IOException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** A small file system of its own, where the user may make one. */
  private static void mount(Path at, String size) throws IOException {
    Files.createDirectories(at);
    boolean mayMount =
        Files.isExecutable(Path.of("/bin/mount"))
            && mounted("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", at.toString());
    assumeTrue(mayMount, "only root may mount");
  }

  @Test
  void aFullDiskOfAnySizeLosesNothing() throws IOException {
    Path small = folder.resolve("small");
    int full = 0;
    for (int size = 8; size <= 488; size += 20) {
      mount(small, size + "k");
      try {
        Path out = small.resolve("out");
        try {
          run(out, false);
        } catch (IOException | UserError e) {
          String message = String.valueOf(e.getMessage());
          assertTrue(message.contains("No space left") || message.contains("free"), message);
          full++;
        }
        assertTrue(mounted("mount", "-o", "remount,size=64m", small.toString()));
        run(out, false);
        assertEquals(expected, Scene.artefacts(out), size + " KiB");
      } finally {
        mounted("umount", small.toString());
      }
    }
    assertTrue(full > 8, full + " times full");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path small = folder.resolve("small");
    mount(small, "8m");
    try {
      Path out = run(small.resolve("out"), false);
      assertTrue(mounted("mount", "-o", "remount,ro", small.toString()));
      UserError error = assertThrows(UserError.class, () -> run(out, false));
      assertTrue(
          String.valueOf(error.getMessage()).startsWith(out + ": no right to write there"),
          error.getMessage());
      assertTrue(
          Scene.refusal(() -> run(small.resolve("new"), false))
              .contains("no right to write there"));
      assertTrue(mounted("mount", "-o", "remount,rw", small.toString()));
      run(out, false);
      assertEquals(expected, Scene.artefacts(out));
    } finally {
      mounted("umount", small.toString());
    }
  }
}
