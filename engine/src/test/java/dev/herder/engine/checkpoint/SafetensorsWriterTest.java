package dev.herder.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.engine.json.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsWriterTest {
  @TempDir Path folder;

  @Test
  void writesTheBytesThatTheRustLibraryWrites() throws IOException {
    Path golden = Goldens.ROOT.resolve("dtypes.safetensors");
    Path written = folder.resolve("written.safetensors");
    try (SafetensorsFile file = SafetensorsFile.open(golden)) {
      List<NewTensor> tensors = new ArrayList<>();
      for (TensorInfo info : file.tensors().values()) {
        ByteBuffer bytes = file.bytes(info.name());
        tensors.add(NewTensor.bytes(info.name(), info.dtype(), info.shape(), ByteSource.of(bytes)));
      }
      Collections.reverse(tensors);
      SafetensorsWriter.write(written, tensors, file.metadata());
    }
    assertArrayEquals(Files.readAllBytes(golden), Files.readAllBytes(written));
  }

  @Test
  void narrowsWhatItIsGiven() throws IOException {
    float[] values = {1 + 0x1p-8f, -0f, Float.POSITIVE_INFINITY, Float.NaN, 65519f, 1e-8f};
    Path path = folder.resolve("x.safetensors");
    List<NewTensor> tensors = new ArrayList<>();
    for (Dtype dtype : List.of(Dtype.F32, Dtype.F16, Dtype.BF16)) {
      tensors.add(NewTensor.floats(dtype.name(), dtype, List.of(2L, 3L), FloatSource.of(values)));
    }
    SafetensorsWriter.write(path, tensors, Map.of());
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      for (Dtype dtype : List.of(Dtype.F32, Dtype.F16, Dtype.BF16)) {
        float[] back = new float[6];
        file.copyToFloat(dtype.name(), 0, FloatBuffer.wrap(back));
        for (int i = 0; i < values.length; i++) {
          int expected = Float.floatToRawIntBits(Narrowing.rounded(dtype, values[i]));
          assertEquals(expected, Float.floatToRawIntBits(back[i]), dtype + " " + i);
        }
      }
    }
  }

  @Test
  void refusesToTurnFiniteValuesIntoInfinities() {
    for (Dtype dtype : List.of(Dtype.F16, Dtype.BF16)) {
      float[] values = {1, dtype == Dtype.F16 ? -65520f : Float.MAX_VALUE, Float.NEGATIVE_INFINITY};
      NewTensor tensor = NewTensor.floats("x", dtype, List.of(3L), FloatSource.of(values));
      Refusal.saying(
          () -> SafetensorsWriter.write(folder.resolve("x"), List.of(tensor), Map.of()),
          "x: 1 values are beyond the range of " + dtype.configName());
    }
  }

  @Test
  void headerIsPaddedToEight() throws IOException {
    for (String name : List.of("a", "ab", "abc", "abcd", "abcde")) {
      Path path = folder.resolve(name);
      NewTensor tensor =
          NewTensor.floats(name, Dtype.F32, List.of(), FloatSource.of(new float[] {7}));
      SafetensorsWriter.write(path, List.of(tensor), Map.of());
      assertEquals(4, Files.size(path) % 8);
      SafetensorsFile.open(path).close();
    }
  }

  @Test
  void failureLeavesTheOldFileAndNothingElse() throws IOException {
    Path path = folder.resolve("x.safetensors");
    Files.writeString(path, "before");
    NewTensor fails =
        NewTensor.floats(
            "x",
            Dtype.F32,
            List.of(1_000_000L),
            (offset, into) -> {
              if (offset > 0) {
                throw new IOException("disk gone");
              }
              into.position(into.limit());
            });
    assertThrows(IOException.class, () -> SafetensorsWriter.write(path, List.of(fails), Map.of()));
    assertEquals("before", Files.readString(path));
    assertEquals(List.of("x.safetensors"), Goldens.names(folder));
  }

  @Test
  void sourcesMustGiveEverything() {
    NewTensor lazy = NewTensor.floats("x", Dtype.F32, List.of(3L), (offset, into) -> into.put(1));
    assertThrows(
        IllegalStateException.class,
        () -> SafetensorsWriter.write(folder.resolve("x"), List.of(lazy), Map.of()));
  }

  @Test
  void refusesImpossibleTensors() {
    FloatSource zero = FloatSource.constant(0);
    assertThrows(
        IllegalArgumentException.class, () -> NewTensor.floats("x", Dtype.I32, List.of(1L), zero));
    assertThrows(
        IllegalArgumentException.class,
        () -> NewTensor.floats("x", Dtype.F32, List.of(-1L, -1L), zero));
    NewTensor twice = NewTensor.floats("x", Dtype.F32, List.of(1L), zero);
    assertThrows(
        IllegalArgumentException.class,
        () -> SafetensorsWriter.write(folder.resolve("x"), List.of(twice, twice), Map.of()));
  }
}
