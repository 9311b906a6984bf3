package dev.herder.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.herder.core.UserError;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ModelConfigReader;
import dev.herder.engine.json.Refusal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files damaged at random are refused in one line that names the file, or read to the end.
 *
 * <p>Never is there another exception, a large allocation, or a file left behind.
 */
final class MutationTest {
  private static final int EACH = 400;
  private static final long MOST_ALLOCATED = 64L << 20;

  @TempDir Path folder;

  @FunctionalInterface
  private interface Damage {
    byte[] apply(Mutation mutation, byte[] file);
  }

  @FunctionalInterface
  private interface Use {
    void run() throws IOException;
  }

  @Test
  void safetensorsHeaders() throws IOException {
    Path model = Goldens.copy(Goldens.checkpoint("llama-tied"), folder.resolve("m"));
    damage(model.resolve("model.safetensors"), Mutation::safetensors, () -> readAll(model), 1);
  }

  @Test
  void safetensorsOfManyTypes() throws IOException {
    Path file = folder.resolve("dtypes.safetensors");
    Files.copy(Goldens.ROOT.resolve("dtypes.safetensors"), file);
    damage(file, Mutation::safetensors, () -> readTensors(file), 2);
  }

  @Test
  void shardIndexes() throws IOException {
    Path model = Goldens.copy(Goldens.checkpoint("llama-sharded"), folder.resolve("m"));
    damage(model.resolve(ShardIndex.FILE), Mutation::json, () -> readAll(model), 3);
  }

  @Test
  void configs() throws IOException {
    for (String name : List.of("llama-sharded", "qwen3", "llama-score", "mistral")) {
      Path model = Goldens.copy(Goldens.checkpoint(name), folder.resolve(name));
      damage(model.resolve("config.json"), Mutation::json, () -> readAll(model), name.hashCode());
    }
  }

  @Test
  void adapterConfigs() throws IOException {
    Path adapter = Goldens.copy(Goldens.adapter("score"), folder.resolve("a"));
    damage(adapter.resolve(LoraConfigReader.FILE), Mutation::json, () -> readAdapter(adapter), 5);
  }

  @Test
  void adapterWeights() throws IOException {
    Path adapter = Goldens.copy(Goldens.adapter("score"), folder.resolve("a"));
    damage(
        adapter.resolve(PeftAdapter.WEIGHTS), Mutation::safetensors, () -> readAdapter(adapter), 6);
  }

  private void damage(Path file, Damage damage, Use use, long seed) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Path directory = file.toAbsolutePath().resolveSibling(".").normalize();
    List<String> before = Goldens.names(directory);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int refused = 0;
    for (int i = 0; i < EACH; i++) {
      Files.write(file, damage.apply(new Mutation(seed * EACH + i), whole));
      long allocated = threads.getCurrentThreadAllocatedBytes();
      try {
        use.run();
      } catch (UserError e) {
        refused++;
        String message = String.valueOf(e.getMessage());
        Refusal.assertOneLine(message);
        assertTrue(message.startsWith(directory.toString()), message);
      } catch (IOException | RuntimeException e) {
        throw new AssertionError("case " + i + " of " + file + ": " + e, e);
      }
      long grown = threads.getCurrentThreadAllocatedBytes() - allocated;
      assertTrue(grown < MOST_ALLOCATED, "case " + i + " allocated " + grown);
      assertEquals(before, Goldens.names(directory), "case " + i);
    }
    // Most damage shows; were all of it refused, the reader might refuse everything.
    assertTrue(refused > EACH / 2 && refused < EACH, refused + " of " + EACH + " were refused");
  }

  private static void readAll(Path model) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      for (String name : checkpoint.names()) {
        assertEquals(checkpoint.info(name).elements(), MergeTest.read(checkpoint, name).length);
      }
    }
  }

  private static void readTensors(Path path) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      for (TensorInfo info : file.tensors().values()) {
        assertEquals(info.bytes(), file.bytes(info.name()).remaining());
      }
    }
  }

  private static void readAdapter(Path directory) throws IOException {
    ModelConfig base =
        ModelConfigReader.read(Goldens.checkpoint("llama-score").resolve("config.json"));
    try (PeftAdapter adapter = PeftAdapter.open(directory, base)) {
      for (LoraTarget target : adapter.targets()) {
        assertTrue(adapter.read(target, LoraMatrix.A).length > 0);
      }
      assertEquals(adapter.scoreLabels().isPresent() ? 16 : 0, scores(adapter));
    }
  }

  private static int scores(PeftAdapter adapter) throws IOException {
    return adapter.scoreLabels().isPresent() ? adapter.readScore().length : 0;
  }
}
