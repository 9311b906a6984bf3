package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** A tiny model, demonstrations and prompts in a folder, and recipes over them. */
record Scene(Path folder) {
  /** Records of the run that hold times. */
  private static final Set<String> TIMED = Set.of("journal.jsonl", "report.html", ".lock");

  static Scene in(Path folder) throws IOException {
    FakeSeams.writeModel(folder.resolve("base"), 0.125);
    Files.writeString(folder.resolve("seed.jsonl"), rows(100, 6, true));
    Files.writeString(folder.resolve("prompts.jsonl"), rows(200, 5, false));
    Files.writeString(folder.resolve("held-out.jsonl"), rows(300, 8, false));
    return new Scene(folder);
  }

  static String rows(int first, int count, boolean answered) {
    return IntStream.range(first, first + count)
        .mapToObj(
            i -> {
              String question = "{\"role\":\"user\",\"content\":\"What is " + i + "?\"}";
              return answered
                  ? "{\"messages\":["
                      + question
                      + ",{\"role\":\"assistant\",\"content\":\"#### "
                      + i
                      + "\"}]}\n"
                  : "{\"prompt\":[" + question + "],\"answer\":\"" + i + "\"}\n";
            })
        .collect(Collectors.joining());
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  Recipe recipe(int rounds) {
    return recipe(rounds, path("out"), path("held-out.jsonl"), Recipe.Contamination.REFUSE);
  }

  Recipe recipe(int rounds, Path out, @Nullable Path heldOut, Recipe.Contamination contamination) {
    return Recipe.config()
        .set("model=" + path("base"))
        .set("out=" + out)
        .set("rounds=" + rounds)
        .set("seed=7")
        .set("data=[" + path("seed.jsonl") + "]")
        .set("prompts=" + path("prompts.jsonl"))
        .set(heldOut == null ? "held-out.fraction=0.4" : "held-out.file=" + heldOut)
        .set("held-out.contamination=" + contamination)
        .set("verifier=gsm8k")
        .set("sampling={k: 3, max-new-tokens: 16}")
        .resolve()
        .value();
  }

  /** A context whose clock tells of every look at it. */
  static RunContext context(Runnable looked, BooleanSupplier stop) {
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
            looked.run();
            return Instant.parse("2026-02-03T04:05:06Z");
          }
        };
    return new RunContext(1, clock, line -> {}, MetricSink.none(), stop);
  }

  static RunContext context() {
    return context(() -> {}, () -> false);
  }

  static RoundPipeline.Result run(Recipe recipe) throws IOException {
    return new RoundPipeline(FakeSeams.of(() -> {}).seams(recipe), "1")
        .run(new RoundPipeline.Config(recipe, false), context());
  }

  static String refusal(Executable code) {
    return String.valueOf(assertThrows(UserError.class, code).getMessage());
  }

  /** The content of every file of a run that must not depend on its history. */
  static Map<String, String> artefacts(Path out) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!TIMED.contains(file.getFileName().toString())) {
          contents.put(out.relativize(file).toString(), Hashes.ofFile(file));
        }
      }
    }
    return contents;
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
