package dev.herder.engine.checkpoint;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * A tensor to be written.
 *
 * @param name its name in the file
 * @param dtype type to store
 * @param shape sizes of the dimensions, outermost first
 * @param content where the values come from
 */
public record NewTensor(String name, Dtype dtype, List<Long> shape, Content content) {
  public NewTensor {
    shape = List.copyOf(shape);
    long bits = Math.multiplyExact(TensorInfo.elements(shape), (long) dtype.bits());
    if (shape.stream().anyMatch(size -> size < 0) || bits % Byte.SIZE != 0) {
      throw new IllegalArgumentException(name + " cannot have shape " + shape + " of " + dtype);
    }
    if (content instanceof Content.Floats && !dtype.narrows()) {
      throw new IllegalArgumentException(name + ": float32 cannot be stored as " + dtype);
    }
    if (name.equals("__metadata__")) {
      throw new IllegalArgumentException("__metadata__ is no name for a tensor");
    }
  }

  /** Where the values come from. */
  public sealed interface Content {
    /** Float32 values, rounded to the stored type. */
    record Floats(FloatSource source) implements Content {}

    /** Bytes of the stored type, written as they are. */
    record Bytes(ByteSource source) implements Content {}
  }

  /**
   * A tensor of float32 values, rounded to the stored type (F32, F16 or BF16).
   *
   * <p>Writing it throws {@link UserError} if a finite value would become infinite.
   */
  public static NewTensor floats(String name, Dtype dtype, List<Long> shape, FloatSource source) {
    return new NewTensor(name, dtype, shape, new Content.Floats(source));
  }

  /** A tensor of little-endian elements that are written as they are. */
  public static NewTensor bytes(String name, Dtype dtype, List<Long> shape, ByteSource source) {
    return new NewTensor(name, dtype, shape, new Content.Bytes(source));
  }

  /** Bytes that the data will take. */
  public long bytes() {
    return TensorInfo.elements(shape) * dtype.bits() / Byte.SIZE;
  }

  /** Writes the data at the channel's position. */
  void writeTo(FileChannel channel, Staging staging) throws IOException {
    if (content instanceof Content.Floats floats) {
      writeFloats(floats.source(), channel, staging);
    } else if (content instanceof Content.Bytes plain) {
      writeBytes(plain.source(), channel, staging);
    }
  }

  private void writeFloats(FloatSource source, FileChannel channel, Staging staging)
      throws IOException {
    long elements = TensorInfo.elements(shape);
    for (long at = 0; at < elements; at += Staging.ELEMENTS) {
      int count = (int) Math.min(Staging.ELEMENTS, elements - at);
      ByteBuffer floats = staging.values(count * Float.BYTES);
      FloatBuffer values = floats.asFloatBuffer();
      source.read(at, values);
      checkFilled(values);
      ByteBuffer stored = staging.stored(count * dtype.bits() / Byte.SIZE);
      int overflows = Narrowing.narrow(dtype, floats, stored);
      if (overflows > 0) {
        throw new UserError(
            name
                + ": "
                + overflows
                + " values are beyond the range of "
                + dtype.configName()
                + "; store it as "
                + (dtype == Dtype.F16 ? "bfloat16 or float32" : "float32"));
      }
      DurableFiles.writeFully(channel, stored.flip());
    }
  }

  private void writeBytes(ByteSource source, FileChannel channel, Staging staging)
      throws IOException {
    long bytes = bytes();
    int most = Staging.ELEMENTS * Float.BYTES;
    for (long at = 0; at < bytes; at += most) {
      ByteBuffer chunk = staging.values((int) Math.min(most, bytes - at));
      source.read(at, chunk);
      checkFilled(chunk);
      DurableFiles.writeFully(channel, chunk.flip());
    }
  }

  private void checkFilled(Buffer values) {
    if (values.hasRemaining()) {
      throw new IllegalStateException(name + ": " + values.remaining() + " values were not given");
    }
  }
}
