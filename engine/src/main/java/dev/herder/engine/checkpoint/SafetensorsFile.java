package dev.herder.engine.checkpoint;

import dev.herder.core.UserError;
import dev.herder.engine.json.Excerpt;
import dev.herder.engine.json.StrictJson;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * A safetensors file opened for reading, its header fully checked.
 *
 * <p>{@link #bytes} maps a tensor's bytes into memory; {@link #copyToFloat} reads them with
 * positional reads instead, so that loading a model does not count the file's pages as memory of
 * the process. Both may be called from several threads. Maps outlive {@link #close} until they are
 * garbage collected; the file may be replaced by rename meanwhile, but must not be truncated.
 */
public final class SafetensorsFile implements AutoCloseable {
  /** Longest header that the format's own library accepts, in bytes. */
  static final long MOST_HEADER_BYTES = 100_000_000;

  private static final int CHUNK_BYTES = 1 << 18;

  private final Path path;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsFile(
      Path path, FileChannel channel, SafetensorsHeader header, long dataStart) {
    this.path = path;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  /**
   * Opens a file and checks its header.
   *
   * @param path a {@code .safetensors} file
   * @throws UserError if it is missing or not a valid safetensors file
   * @throws IOException if it cannot be read
   */
  public static SafetensorsFile open(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new UserError(
          path
              + (Files.exists(path)
                  ? ": expected a file, found something else"
                  : ": no such file"));
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      long size = channel.size();
      int headerBytes = headerLength(path, channel, size);
      long dataStart = Long.BYTES + (long) headerBytes;
      byte[] text = new byte[headerBytes];
      readFully(channel, ByteBuffer.wrap(text), Long.BYTES, path);
      if (text[0] != '{') {
        throw new UserError(path + ": header does not begin with a brace: not a safetensors file");
      }
      SafetensorsHeader header =
          SafetensorsHeader.parse(
              StrictJson.decode(text, path + ": header"), size - dataStart, path.toString());
      return new SafetensorsFile(path, channel, header, dataStart);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static int headerLength(Path path, FileChannel channel, long size) throws IOException {
    if (size < Long.BYTES + 2) {
      throw new UserError(
          path + ": is only " + size + " bytes long: not a safetensors file, or cut short");
    }
    ByteBuffer first = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, first, 0, path);
    if (new String(first.array(), StandardCharsets.ISO_8859_1).equals("version ")) {
      throw new UserError(
          path + ": is a Git LFS pointer, not the weights; fetch them with: git lfs pull");
    }
    long length = first.getLong(0);
    if (length < 2 || length > MOST_HEADER_BYTES) {
      throw new UserError(
          path
              + ": gives its header "
              + Long.toUnsignedString(length)
              + " bytes, expected 2 to "
              + MOST_HEADER_BYTES
              + ": not a safetensors file");
    }
    if (length > size - Long.BYTES) {
      throw new UserError(
          path
              + ": gives its header "
              + length
              + " bytes, but is only "
              + size
              + " bytes long: cut short?");
    }
    return (int) length;
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** The tensors by name, in the order of their data. */
  public Map<String, TensorInfo> tensors() {
    return header.tensors();
  }

  /** The texts under {@code __metadata__}. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /**
   * One tensor's description.
   *
   * @throws IllegalArgumentException if the file has no tensor of that name
   */
  public TensorInfo info(String name) {
    TensorInfo info = header.tensors().get(name);
    if (info == null) {
      throw new IllegalArgumentException(path + " has no tensor " + Excerpt.quoted(name));
    }
    return info;
  }

  /**
   * A tensor's bytes as stored, mapped into memory, read-only and little-endian.
   *
   * @param name a tensor of at most 2^31 - 1 bytes
   * @throws IllegalArgumentException if there is no such tensor or it is larger
   * @throws IOException if the file cannot be mapped
   */
  public ByteBuffer bytes(String name) throws IOException {
    return bytes(name, 0, info(name).bytes());
  }

  /**
   * Part of a tensor's bytes as stored, mapped into memory, read-only and little-endian.
   *
   * @param name a tensor
   * @param offset first byte
   * @param length number of bytes, at most 2^31 - 1
   * @throws IllegalArgumentException if there is no such tensor or part
   * @throws IOException if the file cannot be mapped
   */
  public ByteBuffer bytes(String name, long offset, long length) throws IOException {
    TensorInfo info = info(name);
    if (offset < 0 || length < 0 || offset > info.bytes() - length) {
      throw new IllegalArgumentException(
          name + " has no " + length + " bytes at " + offset + ", only " + info.bytes());
    }
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(name + ": " + length + " bytes do not fit one buffer");
    }
    return channel
        .map(FileChannel.MapMode.READ_ONLY, dataStart + info.begin() + offset, length)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Copies part of a tensor's bytes as stored.
   *
   * @param name a tensor
   * @param offset first byte
   * @param into filled from position to limit
   * @throws IllegalArgumentException if there is no such tensor or part
   * @throws IOException if the file cannot be read
   */
  public void copyBytes(String name, long offset, ByteBuffer into) throws IOException {
    TensorInfo info = info(name);
    if (offset < 0 || offset > info.bytes() - into.remaining()) {
      throw new IllegalArgumentException(
          name + " has no " + into.remaining() + " bytes at " + offset);
    }
    readFully(channel, into, dataStart + info.begin() + offset, path);
  }

  /**
   * Copies a whole tensor as float32.
   *
   * @param name a tensor of F32, F16, BF16 or F64
   * @param into little-endian, exactly four bytes per element between position and limit
   * @throws IllegalArgumentException if the tensor is missing, of another type or size
   * @throws IOException if the file cannot be read
   */
  public void copyToFloat(String name, ByteBuffer into) throws IOException {
    TensorInfo info = info(name);
    if (into.remaining() != info.elements() * Float.BYTES) {
      throw new IllegalArgumentException(
          name + " " + info.shape() + " does not fill " + into.remaining() + " bytes of float32");
    }
    copyToFloat(name, 0, into);
  }

  /**
   * Copies part of a tensor as float32.
   *
   * @param name a tensor of F32, F16, BF16 or F64
   * @param offset first element
   * @param into little-endian, filled from position to limit, a multiple of four bytes
   * @throws IllegalArgumentException if the tensor is missing, of another type, or too short
   * @throws IOException if the file cannot be read
   */
  public void copyToFloat(String name, long offset, ByteBuffer into) throws IOException {
    TensorInfo info = info(name);
    long count = into.remaining() / Float.BYTES;
    if (!info.dtype().widens()) {
      throw new IllegalArgumentException(name + " is " + info.dtype() + ", not floating point");
    }
    if (into.order() != ByteOrder.LITTLE_ENDIAN || into.remaining() % Float.BYTES != 0) {
      throw new IllegalArgumentException("expected a little-endian buffer of whole floats");
    }
    if (offset < 0 || offset > info.elements() - count) {
      throw new IllegalArgumentException(name + " has no " + count + " elements at " + offset);
    }
    int size = info.dtype().bits() / Byte.SIZE;
    long from = dataStart + info.begin() + offset * size;
    if (info.dtype() == Dtype.F32) {
      readFully(channel, into, from, path);
      return;
    }
    ByteBuffer chunk = onHeap((int) Math.min(CHUNK_BYTES, count * size));
    while (into.hasRemaining()) {
      chunk.clear();
      chunk.limit((int) Math.min(chunk.capacity(), (long) into.remaining() / Float.BYTES * size));
      int read = chunk.remaining();
      readFully(channel, chunk, from, path);
      Widening.widen(info.dtype(), chunk.flip(), into);
      from += read;
    }
  }

  /**
   * Copies part of a tensor as float32.
   *
   * @param name a tensor of F32, F16, BF16 or F64
   * @param offset first element
   * @param into filled from position to limit
   * @throws IllegalArgumentException if the tensor is missing, of another type, or too short
   * @throws IOException if the file cannot be read
   */
  public void copyToFloat(String name, long offset, FloatBuffer into) throws IOException {
    int most = Math.min(CHUNK_BYTES / Float.BYTES, into.remaining());
    ByteBuffer chunk = onHeap(most * Float.BYTES);
    long at = offset;
    while (into.hasRemaining()) {
      chunk.clear();
      chunk.limit(Math.min(most, into.remaining()) * Float.BYTES);
      copyToFloat(name, at, chunk);
      chunk.flip();
      at += chunk.remaining() / Float.BYTES;
      into.put(chunk.asFloatBuffer());
    }
  }

  /** On the heap, because memory outside it would stay until the heap is collected. */
  private static ByteBuffer onHeap(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long position, Path path)
      throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int read = channel.read(into, at);
      if (read < 0) {
        throw new EOFException(path + " became shorter while it was read");
      }
      at += read;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
