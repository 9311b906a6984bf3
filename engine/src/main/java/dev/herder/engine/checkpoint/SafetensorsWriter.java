package dev.herder.engine.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes safetensors files, byte for byte as the format's Rust library does for the same tensors.
 *
 * <p>That library puts the types of later rank first and sorts by name within a type, so that every
 * tensor is aligned; the header is padded with spaces to a multiple of eight bytes.
 */
public final class SafetensorsWriter {
  /** What transformers puts into each file, and asks for when it loads one. */
  public static final Map<String, String> METADATA = Map.of("format", "pt");

  private SafetensorsWriter() {}

  /**
   * Writes a file whole or not at all, in constant memory.
   *
   * @param file the file to make or replace
   * @param tensors in any order, names distinct
   * @param metadata texts for {@code __metadata__}, written in the order of the map
   * @throws IllegalArgumentException if two tensors have the same name
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, List<NewTensor> tensors, Map<String, String> metadata)
      throws IOException {
    Set<String> names = new HashSet<>();
    for (NewTensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("two tensors are named " + tensor.name());
      }
    }
    List<NewTensor> sorted =
        tensors.stream()
            .sorted(
                Comparator.comparing(NewTensor::dtype)
                    .reversed()
                    .thenComparing(NewTensor::name, SafetensorsWriter::compareCodePoints))
            .toList();
    byte[] header = header(sorted, metadata);
    DurableFiles.write(
        file,
        channel -> {
          ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          DurableFiles.writeFully(channel, length.putLong(header.length).flip());
          DurableFiles.writeFully(channel, ByteBuffer.wrap(header));
          Staging staging = new Staging();
          for (NewTensor tensor : sorted) {
            tensor.writeTo(channel, staging);
          }
        });
  }

  private static byte[] header(List<NewTensor> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart("__metadata__");
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long begin = 0;
      for (NewTensor tensor : tensors) {
        long end = Math.addExact(begin, tensor.bytes());
        json.writeObjectFieldStart(tensor.name());
        json.writeStringField("dtype", tensor.dtype().name());
        json.writeFieldName("shape");
        json.writeArray(longs(tensor.shape()), 0, tensor.shape().size());
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {begin, end}, 0, 2);
        json.writeEndObject();
        begin = end;
      }
      json.writeEndObject();
    }
    while (text.size() % Long.BYTES != 0) {
      text.write(' ');
    }
    return text.toByteArray();
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  /** Orders as UTF-8 bytes do, which UTF-16 code units would not beyond the basic plane. */
  private static int compareCodePoints(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    return Arrays.compare(left, right);
  }
}
