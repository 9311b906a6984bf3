package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.herder.engine.checkpoint.SafetensorsFile;
import dev.herder.engine.machine.Machine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is loaded and saved again is what was there, bit for bit, in every stored dtype. */
final class SaveReloadTest {
  private static final Machine.Wish WISH = new Machine.Wish("cpu", "float32", 2, 0);

  private static List<String> models() throws IOException {
    return GoldenFile.models();
  }

  @ParameterizedTest
  @MethodSource("models")
  void savedWeightsAreTheLoadedOnes(String name, @TempDir Path folder) throws IOException {
    Path source = GoldenFile.ROOT.resolve(name);
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    float[] matrices;
    try (CausalLm model = CausalLm.open(source, CausalLm.Options.inference(WISH))) {
      matrices = model.weights().master().matrices().toFloatArray();
      model.saveWeights(first);
    }
    try (CausalLm model = CausalLm.open(first, CausalLm.Options.inference(WISH))) {
      assertArrayEquals(matrices, model.weights().master().matrices().toFloatArray());
      model.saveWeights(second);
    }
    Map<String, ByteBuffer> expected = tensors(source);
    assertFalse(expected.isEmpty());
    assertEquals(expected, tensors(first));
    assertArrayEquals(
        Files.readAllBytes(first.resolve("model.safetensors")),
        Files.readAllBytes(second.resolve("model.safetensors")));
    assertEquals(
        Files.readString(first.resolve("config.json")),
        Files.readString(second.resolve("config.json")));
  }

  /** The bytes of every tensor of a model's weight files, by dtype and name. */
  private static Map<String, ByteBuffer> tensors(Path directory) throws IOException {
    Map<String, ByteBuffer> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path path : files.filter(SaveReloadTest::holdsWeights).toList()) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
          for (String name : file.tensors().keySet()) {
            all.put(file.info(name).dtype() + " " + name, file.bytes(name));
          }
        }
      }
    }
    return all;
  }

  private static boolean holdsWeights(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith("model") && name.endsWith(".safetensors");
  }
}
