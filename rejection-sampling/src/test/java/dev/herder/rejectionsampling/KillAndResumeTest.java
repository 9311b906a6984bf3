package dev.herder.rejectionsampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Selection;
import dev.herder.core.verify.Verifiers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends a run at random points, goes on, and compares all files with those of a whole run. */
class KillAndResumeTest {
  private static final int PROMPTS = 30;
  private static final int K = 4;

  /** What a kill is here. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Lets so many calls pass and ends the run with the next. */
  private static final class Fuse {
    private int left;

    private Fuse(int left) {
      this.left = left;
    }

    private void burn() {
      if (left-- == 0) {
        throw new Killed();
      }
    }
  }

  @TempDir Path directory;

  private Path prompts() throws IOException {
    return Files.writeString(
        directory.resolve("prompts.jsonl"),
        IntStream.range(0, PROMPTS)
            .mapToObj(i -> "{\"prompt\":\"Q" + i + "\",\"answer\":\"" + i % 19 + "\"}\n")
            .collect(Collectors.joining()));
  }

  private static void run(Path prompts, Path out, Fuse generating, Fuse scoring, Fuse ending)
      throws IOException {
    FakeGenerator fake = new FakeGenerator(out.toString().hashCode());
    Generator generator =
        (asked, sampling, sink) ->
            fake.generate(
                asked,
                sampling,
                answer -> {
                  generating.burn();
                  sink.accept(answer);
                });
    Scorer gsm8k = Verifiers.scorer("gsm8k");
    Scorer scorer =
        new Scorer() {
          @Override
          public List<Double> score(List<Completion> answers) {
            scoring.burn();
            return gsm8k.score(answers);
          }

          @Override
          public String id() {
            return gsm8k.id();
          }
        };
    SelectionPass pass =
        new SelectionPass(
            new Selection.TopM(2), new Pairing.BestWorst(0), new Filter(true, true, 0.9), 1);
    RunContext context =
        new RunContext(
            1,
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
                // Also asked for after the choice, before the manifest is written.
                ending.burn();
                return Instant.EPOCH;
              }
            },
            line -> {},
            MetricSink.none(),
            () -> {
              ending.burn();
              return false;
            });
    new RejectionSampling(generator, scorer)
        .run(
            new RejectionSampling.Config(
                prompts, out, "model-1", new Sampling(K, 0.8, 0, 1, 32, 11), pass),
            context);
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var paths = Files.list(folder)) {
      for (Path path : paths.toList()) {
        String name = String.valueOf(path.getFileName());
        // The manifest names the folder's own paths; the lock is of the last run.
        if (!name.equals("manifest.json") && !name.startsWith(".")) {
          files.put(name, Files.readAllBytes(path));
        }
      }
    }
    return files;
  }

  @Test
  void fiftyKillsEndLikeNone() throws IOException {
    Path prompts = prompts();
    Path whole = directory.resolve("whole");
    run(prompts, whole, new Fuse(-1), new Fuse(-1), new Fuse(-1));
    Map<String, byte[]> expected = files(whole);
    assertTrue(expected.containsKey("report.html") && expected.containsKey("prompts.jsonl"));
    Random random = new Random(7);
    int killed = 0;
    for (int round = 0; round < 50; round++) {
      Path out = directory.resolve("killed-" + round);
      for (int attempt = 0; attempt < 3; attempt++) {
        try {
          run(
              prompts,
              out,
              new Fuse(random.nextInt(2 * PROMPTS * K)),
              new Fuse(random.nextInt(2 * PROMPTS)),
              new Fuse(random.nextInt(2 * PROMPTS)));
        } catch (Killed e) {
          killed++;
          tear(out, random);
        }
      }
      run(prompts, out, new Fuse(-1), new Fuse(-1), new Fuse(-1));
      Map<String, byte[]> found = files(out);
      assertEquals(expected.keySet(), found.keySet());
      expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
    }
    assertTrue(killed >= 50, "only " + killed + " kills");
  }

  /** What a kill can leave: a torn last row, and a result half written under a temporary name. */
  private static void tear(Path out, Random random) throws IOException {
    Path candidates = out.resolve(RejectionSampling.CANDIDATES);
    for (Path file : List.of(candidates, Ahead.file(candidates))) {
      if (Files.exists(file) && Files.size(file) > 0) {
        long size = Files.size(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(size - Math.min(size, random.nextInt(300)));
        }
      }
    }
  }
}
