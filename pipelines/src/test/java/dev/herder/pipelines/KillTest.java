package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.run.AtomicFiles;
import dev.herder.pipelines.journal.Journal;
import dev.herder.pipelines.journal.JournalEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However often a run is killed, and wherever, it ends with the same files. */
class KillTest {
  @TempDir(factory = Memory.class)
  Path folder;

  private Scene scene = new Scene(Path.of("."));
  private Map<String, String> expected = Map.of();

  @BeforeEach
  void runOnceWithoutAKill() throws IOException {
    scene = Scene.in(folder);
    Files.writeString(scene.path("prompts.jsonl"), Scene.rows(200, 3, false));
    Files.writeString(scene.path("held-out.jsonl"), Scene.rows(300, 2, false));
    Path out = folder.resolve("whole");
    Scene.run(recipe(out));
    expected = Scene.artefacts(out);
  }

  private Recipe recipe(Path out) {
    return scene.recipe(2, out, scene.path("held-out.jsonl"), Recipe.Contamination.REFUSE);
  }

  /** What a kill at some moment would leave: a copy of the folder at that moment. */
  private List<Path> copiesAtEveryMoment() throws IOException {
    Path out = folder.resolve("copied");
    List<Path> copies = new ArrayList<>();
    Runnable moment =
        () -> {
          Path copy = folder.resolve("copies/" + copies.size());
          try {
            if (Files.exists(out)) {
              Scene.copy(out, copy);
              copies.add(copy);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    new RoundPipeline(FakeSeams.of(moment).seams(), "1")
        .run(new RoundPipeline.Config(recipe(out), false), Scene.context(moment, () -> false));
    return copies;
  }

  @Test
  void aKillAtEveryMomentEndsTheSame() throws IOException {
    List<Path> copies = copiesAtEveryMoment();
    assertTrue(copies.size() >= 80, copies.size() + " moments");
    Random random = new Random(3);
    int tears = 0;
    for (Path copy : copies) {
      tears += random.nextBoolean() ? tear(copy, random) : 0;
      Scene.run(recipe(copy));
      assertEquals(expected, Scene.artefacts(copy), copy.toString());
      AtomicFiles.deleteTree(copy);
    }
    assertTrue(tears > 20, tears + " tears");
  }

  /** Tears the file that was being written, as a kill in the middle of a write does. */
  private static int tear(Path copy, Random random) throws IOException {
    List<JournalEvent> events = Journal.read(copy);
    if (events.isEmpty()) {
      return 0;
    }
    JournalEvent last = events.get(events.size() - 1);
    if (last instanceof JournalEvent.Finished) {
      // Its line may not have reached the disk; what came before it has.
      Path journal = copy.resolve(Journal.FILE);
      String text = Files.readString(journal);
      int start = text.lastIndexOf('\n', text.length() - 2) + 1;
      Files.writeString(journal, text.substring(0, start + random.nextInt(text.length() - start)));
      return 1;
    }
    int torn = 0;
    for (String name : List.of("samples.jsonl", "candidates.jsonl", "answers.jsonl")) {
      Path file = copy.resolve(last.step()).resolve(name);
      if (last instanceof JournalEvent.Started && Files.exists(file)) {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
        torn++;
      }
    }
    return torn;
  }

  @Test
  void aStopAtEveryStepEndsTheSame() throws IOException {
    Path out = folder.resolve("stopped");
    for (int runs = 1; ; runs++) {
      AtomicInteger looks = new AtomicInteger();
      int after = 3 + runs % 5;
      RoundPipeline.Result result =
          new RoundPipeline(FakeSeams.of(() -> {}).seams(), "1")
              .run(
                  new RoundPipeline.Config(recipe(out), false),
                  Scene.context(() -> {}, () -> looks.incrementAndGet() > after));
      if (result.complete()) {
        assertTrue(runs > 5, runs + " runs");
        break;
      }
      assertTrue(runs < 1000);
    }
    assertEquals(expected, Scene.artefacts(out));
  }

  /** Runs the rounds slowly in a process of its own, to be killed. */
  static final class Slow {
    private Slow() {}

    public static void main(String[] arguments) throws IOException {
      Scene scene = new Scene(Path.of(arguments[0]));
      Recipe recipe =
          scene.recipe(
              2, Path.of(arguments[1]), scene.path("held-out.jsonl"), Recipe.Contamination.REFUSE);
      Runnable pause =
          () -> {
            try {
              TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          };
      new RoundPipeline(FakeSeams.of(pause).seams(), "1")
          .run(new RoundPipeline.Config(recipe, false), Scene.context(pause, () -> false));
    }
  }

  @Test
  void kill9EndsTheSameAndReleasesTheLock() throws Exception {
    Path out = folder.resolve("killed");
    for (int kill = 1; kill <= 3; kill++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Slow.class.getName(),
                  folder.toString(),
                  out.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output.txt").toFile())
              .start();
      Path reached =
          out.resolve(List.of("round-1/sft", "round-1/sample", "round-2/dpo").get(kill - 1));
      while (!Files.exists(reached) && process.isAlive()) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertTrue(process.isAlive(), FakeSeams.text(folder.resolve("output.txt")));
      assertTrue(
          Scene.refusal(() -> Scene.run(recipe(out)))
              .contains("in use by process " + process.pid()));
      process.destroyForcibly().waitFor();
    }
    assertFalse(Files.exists(out.resolve("round-2/score/answers.jsonl")));
    Scene.run(recipe(out));
    assertEquals(expected, Scene.artefacts(out));
  }
}
