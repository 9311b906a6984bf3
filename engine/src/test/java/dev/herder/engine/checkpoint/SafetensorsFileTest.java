package dev.herder.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.engine.json.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsFileTest {
  private static final Path DTYPES = Goldens.ROOT.resolve("dtypes.safetensors");

  @TempDir Path folder;

  @Test
  void floatsOfEveryTypeAreReadBitForBit() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(DTYPES)) {
      JsonNode expected = Goldens.json(Goldens.ROOT.resolve("dtypes.json"));
      assertEquals(6, expected.size());
      for (Map.Entry<String, JsonNode> entry : expected.properties()) {
        String name = entry.getKey();
        int bytes = (int) file.info(name).elements() * 4;
        ByteBuffer floats = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.copyToFloat(name, floats);
        assertEquals(entry.getValue().textValue(), Goldens.sha256(floats.flip()), name);
      }
    }
  }

  @Test
  void describesTensorsAndMetadata() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(DTYPES)) {
      assertEquals(11, file.tensors().size());
      assertEquals(Map.of("format", "pt"), file.metadata());
      assertEquals(List.of(3L, 5L), file.info("ü_bf16").shape());
      assertEquals(List.of(), file.info("i32").shape());
      assertEquals(List.of(0L, 4L), file.info("empty").shape());
      assertEquals(Dtype.BOOL, file.info("bool").dtype());
      ByteBuffer integers = file.bytes("i64");
      assertEquals(-2, integers.getLong(8));
      assertEquals(ByteOrder.LITTLE_ENDIAN, integers.order());
      assertEquals(4, file.bytes("i64", 24, 8).getLong());
      assertEquals(-5, file.bytes("i32").getInt());
      assertThrows(ReadOnlyBufferException.class, () -> integers.putLong(0, 1));
    }
  }

  @Test
  void readsPartsAcrossChunks() throws IOException {
    int count = 200_001;
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    Path path = folder.resolve("long.safetensors");
    NewTensor tensor =
        NewTensor.floats("x", Dtype.BF16, List.of((long) count), FloatSource.of(values));
    SafetensorsWriter.write(path, List.of(tensor), Map.of());
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      float[] part = new float[150_000];
      file.copyToFloat("x", 7, FloatBuffer.wrap(part));
      for (int i = 0; i < part.length; i += 1000) {
        assertEquals(Narrowing.rounded(Dtype.BF16, i + 7), part[i]);
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> file.copyToFloat("x", 50_002, FloatBuffer.wrap(part)));
      assertThrows(
          IllegalArgumentException.class, () -> file.copyToFloat("x", ByteBuffer.allocate(8)));
      assertThrows(IllegalArgumentException.class, () -> file.bytes("y"));
    }
  }

  @Test
  void integersDoNotWiden() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(DTYPES)) {
      ByteBuffer into = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
      assertThrows(IllegalArgumentException.class, () -> file.copyToFloat("u8", into));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|does not begin with a brace",
        "{} {}|text follows the closing brace",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':1}|Duplicate",
        "{'a':{'dtype':'F32','dtype':'F32','shape':[1],'data_offsets':[0,4]}}|Duplicate",
        "{'a':{'shape':[1],'data_offsets':[0,4]}}|'a' has no dtype",
        "{'a':{'dtype':'F32','data_offsets':[0,4]}}|'a' has no shape",
        "{'a':{'dtype':'F32','shape':[1]}}|'a' has no data_offsets",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'x':1}}|unknown key 'x'",
        "{'a':{'dtype':'F33','shape':[1],'data_offsets':[0,4]}}|unknown dtype 'F33'",
        "{'a':{'dtype':7,'shape':[1],'data_offsets':[0,4]}}|dtype must be a text",
        "{'a':7}|'a' must be an object",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}|negative",
        "{'a':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}}|holds 1.0",
        "{'a':{'dtype':'F32','shape':['1'],'data_offsets':[0,4]}}|expected integers",
        "{'a':{'dtype':'F32','shape':[[1]],'data_offsets':[0,4]}}|expected integers",
        "{'a':{'dtype':'F32','shape':[18446744073709551617],'data_offsets':[0,4]}}|holds 1844",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,4]}}|impossible",
        "{'a':{'dtype':'F32','shape':[4611686018427387905],'data_offsets':[0,4]}}|impossible",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}|needs 64 bits",
        "{'a':{'dtype':'F4','shape':[3],'data_offsets':[0,4]}}|needs 12 bits",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}|lies at bytes 4 to 0",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|cut short",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}}|two numbers",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4,4]}}|more than 2",
        "{'a':{'dtype':'U8','shape':[3],'data_offsets':[0,3]}}|end at byte 3, but 4",
        "{'a':{'dtype':'U8','shape':[3],'data_offsets':[1,4]}}|gap after byte 0",
        "{'a':{'dtype':'U8','shape':[3],'data_offsets':[0,3]},'b':{'dtype':'U8','shape':[2],"
            + "'data_offsets':[2,4]}}|inside the tensor before it",
        "{'__metadata__':{'a':1}}|__metadata__ 'a' must be a text",
        "{'__metadata__':[]}|__metadata__ must be an object",
        "{'a'|not valid JSON",
        "{NaN}|not valid JSON",
      })
  void refusesHeaders(String header, String reason) throws IOException {
    Path path = write(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8), 4);
    Refusal.saying(() -> SafetensorsFile.open(path).close(), reason, path.toString());
  }

  @Test
  void refusesTooManyDimensions() throws IOException {
    String ones = "1,".repeat(40) + "1";
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[" + ones + "],\"data_offsets\":[0,4]}}";
    Path path = write(header.getBytes(StandardCharsets.UTF_8), 4);
    assertRefused(path, "more than 32");
  }

  @Test
  void refusesLengthsBeforeAllocating() throws IOException {
    Path path = folder.resolve("x.safetensors");
    Files.write(path, new byte[9]);
    assertRefused(path, "only 9 bytes");
    for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001, 1}) {
      Files.write(path, lengthAnd(length, "{}".getBytes(StandardCharsets.UTF_8), 0));
      assertRefused(path, "gives its header " + Long.toUnsignedString(length) + " bytes");
    }
    Files.write(path, lengthAnd(100_000_000, "{}".getBytes(StandardCharsets.UTF_8), 0));
    assertRefused(path, "only 10 bytes");
  }

  @Test
  void refusesWhatIsNoSafetensorsFile() throws IOException {
    assertRefused(folder.resolve("absent.safetensors"), "no such file");
    assertRefused(folder, "expected a file");
    assertRefused(write(" {}".getBytes(StandardCharsets.UTF_8), 0), "begin with a brace");
    assertRefused(write(new byte[] {'{', (byte) 0xff, '}'}, 0), "UTF-8");
    Path pointer = folder.resolve("pointer");
    Files.writeString(pointer, "version https://git-lfs.github.com/spec/v1\noid sha256:00\n");
    assertRefused(pointer, "git lfs pull");
  }

  @Test
  void acceptsPaddingAndNoTensors() throws IOException {
    try (SafetensorsFile file =
        SafetensorsFile.open(write("{ }   ".getBytes(StandardCharsets.UTF_8), 0))) {
      assertTrue(file.tensors().isEmpty());
    }
  }

  private static void assertRefused(Path path, String reason) {
    Refusal.saying(() -> SafetensorsFile.open(path).close(), reason);
  }

  private Path write(byte[] header, int dataBytes) throws IOException {
    Path path = folder.resolve("model.safetensors");
    return Files.write(path, lengthAnd(header.length, header, dataBytes));
  }

  private static byte[] lengthAnd(long length, byte[] header, int dataBytes) {
    return ByteBuffer.allocate(8 + header.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .array();
  }
}
