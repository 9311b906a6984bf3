package dev.herder.engine.lm;

import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.checkpoint.SafetensorsFile;
import dev.herder.engine.checkpoint.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** An {@code expected.safetensors} beside a golden model; the README there has its format. */
final class GoldenFile implements AutoCloseable {
  static final Path ROOT = Path.of("src/test/resources/golden/model");

  private final SafetensorsFile file;

  GoldenFile(String model) throws IOException {
    file = SafetensorsFile.open(ROOT.resolve(model).resolve("expected.safetensors"));
  }

  /** Every folder with a whole model. */
  static List<String> models() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders
          .filter(f -> Files.exists(f.resolve("expected.safetensors")))
          .filter(f -> Files.exists(f.resolve("config.json")))
          .map(f -> String.valueOf(f.getFileName()))
          .sorted()
          .toList();
    }
  }

  static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  int sequences() {
    return (int) file.tensors().keySet().stream().filter(name -> name.startsWith("ids.")).count();
  }

  int[] ids(int sequence) throws IOException {
    return Arrays.stream(longs("ids." + sequence)).mapToInt(Math::toIntExact).toArray();
  }

  /** Which tokens have a label. */
  boolean[] supervised(int sequence) throws IOException {
    long[] labels = longs("labels." + sequence);
    boolean[] marks = new boolean[labels.length];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = labels[i] != -100;
    }
    return marks;
  }

  private long[] longs(String name) throws IOException {
    TensorInfo info = file.info(name);
    ByteBuffer bytes = ByteBuffer.allocate((int) info.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    file.copyBytes(name, 0, bytes);
    long[] values = new long[(int) info.elements()];
    bytes.flip().asLongBuffer().get(values);
    return values;
  }

  float[] floats(String name) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate((int) file.info(name).elements() * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.copyToFloat(name, bytes);
    float[] values = new float[(int) file.info(name).elements()];
    bytes.flip().asFloatBuffer().get(values);
    return values;
  }

  List<String> gradients() {
    return file.tensors().keySet().stream()
        .filter(name -> name.startsWith("grad."))
        .map(name -> name.substring("grad.".length()))
        .toList();
  }

  /** All sequences, their supervised tokens as targets. */
  PackedBatch supervisedBatch() throws IOException {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    for (int s = 0; s < sequences(); s++) {
      builder.add(-1, ids(s), supervised(s));
    }
    return builder.build();
  }

  /** All sequences, every token but the first as a target. */
  PackedBatch wholeBatch() throws IOException {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    for (int s = 0; s < sequences(); s++) {
      int[] ids = ids(s);
      boolean[] all = new boolean[ids.length];
      Arrays.fill(all, 1, all.length, true);
      builder.add(-1, ids, all);
    }
    return builder.build();
  }

  /** The log-probabilities of {@link #wholeBatch}'s targets. */
  float[] logProbs() throws IOException {
    float[] all = new float[0];
    for (int s = 0; s < sequences(); s++) {
      float[] more = floats("logprobs." + s);
      all = Arrays.copyOf(all, all.length + more.length);
      System.arraycopy(more, 0, all, all.length - more.length, more.length);
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
