package dev.herder.dataquality.duplicates;

import dev.herder.core.generate.Embedder;
import dev.herder.core.run.Hashes;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Vectors of an embedder that are kept in a file, so that none is computed twice.
 *
 * <p>Each call is a window of texts and gives a record: number of vectors, their length, hash of
 * the texts, the vectors, a checksum. The next run that asks for the same windows in the same order
 * reads them back; at the first record that is of other texts, or torn, the file is cut off and
 * goes on with new ones.
 *
 * <p>Numbers are little-endian; the file begins with eight letters and the hash of the embedder's
 * id.
 */
final class KeptVectors implements Embedder, AutoCloseable {
  /** The file's name. */
  static final String FILE = "vectors.bin";

  private static final byte[] KIND = "herdvec1".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH = 32;
  private static final int HEAD = 2 * Integer.BYTES + HASH;

  private final Embedder embedder;
  private final FileChannel channel;
  private long position;
  private long reused;

  private KeptVectors(Embedder embedder, FileChannel channel) {
    this.embedder = embedder;
    this.channel = channel;
  }

  /** Opens a file, or makes it; vectors of another embedder are thrown away. */
  static KeptVectors open(Path file, Embedder embedder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      KeptVectors kept = new KeptVectors(embedder, channel);
      kept.begin();
      return kept;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void begin() throws IOException {
    MessageDigest digest = Hashes.digest();
    byte[] whose = digest.digest(embedder.id().getBytes(StandardCharsets.UTF_8));
    byte[] head = Arrays.copyOf(KIND, KIND.length + HASH);
    System.arraycopy(whose, 0, head, KIND.length, HASH);
    boolean same = channel.size() >= head.length && Arrays.equals(read(0, head.length), head);
    if (!same) {
      channel.truncate(0);
      write(head, 0);
    }
    position = head.length;
  }

  /** Vectors that an earlier run had computed. */
  long reused() {
    return reused;
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    try {
      byte[] hash = hash(texts);
      List<float[]> before = stored(texts.size(), hash);
      if (!before.isEmpty() || texts.isEmpty()) {
        reused += before.size();
        return before;
      }
      List<float[]> made = embedder.embed(texts);
      if (isFit(texts, made)) {
        store(made, hash);
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] hash(List<String> texts) {
    MessageDigest digest = Hashes.digest();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
      digest.update(bytes);
    }
    return digest.digest();
  }

  /** The vectors of the next record, if it is whole and of these texts; else none. */
  private List<float[]> stored(int count, byte[] hash) throws IOException {
    long left = channel.size() - position;
    if (left < HEAD) {
      return List.of();
    }
    byte[] head = read(position, HEAD);
    int width = numbers(head).getInt(Integer.BYTES);
    long bytes = (long) count * width * Float.BYTES;
    boolean mine =
        numbers(head).getInt(0) == count
            && Arrays.equals(head, 2 * Integer.BYTES, HEAD, hash, 0, HASH);
    // The length is checked against the file before anything of it is allocated.
    if (!mine
        || width <= 0
        || bytes > Integer.MAX_VALUE - Integer.BYTES
        || left < HEAD + bytes + Integer.BYTES) {
      return List.of();
    }
    byte[] body = read(position + HEAD, (int) bytes + Integer.BYTES);
    ByteBuffer values = numbers(body);
    if (values.getInt((int) bytes) != sum(head, body, (int) bytes)) {
      return List.of();
    }
    List<float[]> vectors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      float[] vector = new float[width];
      for (int j = 0; j < width; j++) {
        vector[j] = values.getFloat();
      }
      vectors.add(vector);
    }
    position += HEAD + bytes + Integer.BYTES;
    return vectors;
  }

  /** Whoever asked refuses others; they are not kept, so that a later run asks anew. */
  private static boolean isFit(List<String> texts, List<float[]> vectors) {
    int width = vectors.isEmpty() ? 0 : vectors.get(0).length;
    for (int i = 0; i < vectors.size(); i++) {
      if (vectors.get(i).length != width
          || Directions.problem(texts.get(i), vectors.get(i)).isPresent()) {
        return false;
      }
    }
    return vectors.size() == texts.size();
  }

  private void store(List<float[]> vectors, byte[] hash) throws IOException {
    int width = vectors.isEmpty() ? 0 : vectors.get(0).length;
    byte[] head = new byte[HEAD];
    numbers(head).putInt(vectors.size()).putInt(width).put(hash);
    int bytes = vectors.size() * width * Float.BYTES;
    byte[] body = new byte[bytes + Integer.BYTES];
    ByteBuffer values = numbers(body);
    for (float[] vector : vectors) {
      for (float value : vector) {
        values.putFloat(value);
      }
    }
    values.putInt(sum(head, body, bytes));
    channel.truncate(position);
    write(head, position);
    write(body, position + HEAD);
    channel.force(true);
    position += HEAD + body.length;
  }

  private static ByteBuffer numbers(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int sum(byte[] head, byte[] body, int length) {
    CRC32C sum = new CRC32C();
    sum.update(head);
    sum.update(body, 0, length);
    return (int) sum.getValue();
  }

  private byte[] read(long from, int length) throws IOException {
    byte[] bytes = new byte[length];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new EOFException("the file of vectors became shorter while it was read");
      }
    }
    return bytes;
  }

  private void write(byte[] bytes, long at) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer, at + buffer.position());
    }
  }

  /** Cuts off what is left of an earlier run that had more texts. */
  void end() throws IOException {
    channel.truncate(position);
  }

  @Override
  public String id() {
    return embedder.id();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
