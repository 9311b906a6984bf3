package dev.herder.dpo.reference;

import dev.herder.core.UserError;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Hashes;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Summed log-probabilities of answers under one reference, kept in one file of a folder.
 *
 * <p>An answer is known by the hash of its tokens, of the prompt's, and of which are contrasted, so
 * that another template, tokenizer or mask is another answer. A file is written whole and ends with
 * its own hash: a damaged one is told, left unused and written anew. One that belongs to another
 * reference than its name says is refused.
 */
public final class ReferenceCache {
  private static final long MAGIC = 0x4852445245463031L;
  private static final int KEY_BYTES = 32;
  private static final int LONGEST_ID = 4096;

  private final Path file;
  private final ReferenceId id;
  private final Map<String, Double> entries = new HashMap<>();
  private boolean changed;

  private ReferenceCache(Path file, ReferenceId id) {
    this.file = file;
    this.id = id;
  }

  /**
   * Opens the cache of a reference, empty if there is none yet.
   *
   * @param talk is told of a damaged file
   * @throws UserError if the file is one of another reference
   */
  public static ReferenceCache open(Path folder, ReferenceId id, Consumer<String> talk)
      throws IOException {
    ReferenceCache cache = new ReferenceCache(folder.resolve(id.fileName()), id);
    if (Files.exists(cache.file)) {
      try {
        cache.read();
      } catch (DamagedException e) {
        cache.entries.clear();
        talk.accept(
            cache.file + ": " + e.getMessage() + "; the log-probabilities are computed again");
      }
    }
    return cache;
  }

  /**
   * The key of an answer.
   *
   * @param prompt the prompt's tokens
   * @param answer the answer's tokens
   * @param contrasted which of those are summed
   */
  public static String key(int[] prompt, int[] answer, boolean[] contrasted) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * (2 + prompt.length + answer.length) + answer.length);
    bytes.putInt(prompt.length).putInt(answer.length);
    for (int token : prompt) {
      bytes.putInt(token);
    }
    for (int token : answer) {
      bytes.putInt(token);
    }
    for (boolean each : contrasted) {
      bytes.put((byte) (each ? 1 : 0));
    }
    MessageDigest digest = Hashes.digest();
    digest.update(bytes.flip());
    return Hashes.hex(digest);
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** How many answers are known. */
  public int size() {
    return entries.size();
  }

  /** The log-probability of an answer in nats, if it is known. */
  public OptionalDouble get(String key) {
    Double value = entries.get(key);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Notes the log-probability of an answer. */
  public void put(String key, double logProb) {
    entries.put(key, logProb);
    changed = true;
  }

  /** Writes the file if anything is new. */
  public void save() throws IOException {
    if (changed) {
      AtomicFiles.write(file, this::write);
      changed = false;
    }
  }

  private void write(OutputStream out) throws IOException {
    DigestOutputStream digesting = new DigestOutputStream(out, Hashes.digest());
    DataOutputStream data = new DataOutputStream(digesting);
    byte[] text = id.text().getBytes(StandardCharsets.UTF_8);
    data.writeLong(MAGIC);
    data.writeInt(text.length);
    data.write(text);
    data.writeInt(entries.size());
    for (Map.Entry<String, Double> entry : new TreeMap<>(entries).entrySet()) {
      data.write(HexFormat.of().parseHex(entry.getKey()));
      data.writeDouble(entry.getValue());
    }
    data.flush();
    out.write(digesting.getMessageDigest().digest());
  }

  private void read() throws IOException {
    long size = Files.size(file);
    try (InputStream in = Files.newInputStream(file)) {
      DigestInputStream digesting =
          new DigestInputStream(new BufferedInputStream(in, 1 << 16), Hashes.digest());
      DataInputStream data = new DataInputStream(digesting);
      if (size < 16 + KEY_BYTES || data.readLong() != MAGIC) {
        throw new DamagedException("is no cache of log-probabilities, or a damaged one");
      }
      int length = data.readInt();
      if (length < 0 || length > Math.min(LONGEST_ID, size - 16 - KEY_BYTES)) {
        throw new DamagedException("is damaged: its header has no end");
      }
      String text = new String(data.readNBytes(length), StandardCharsets.UTF_8);
      int count = data.readInt();
      if (size != 16L + length + (KEY_BYTES + 8L) * count + KEY_BYTES) {
        throw new DamagedException("is damaged: it has another length than it says");
      }
      for (int i = 0; i < count; i++) {
        String key = HexFormat.of().formatHex(data.readNBytes(KEY_BYTES));
        entries.put(key, data.readDouble());
      }
      byte[] expected = digesting.getMessageDigest().digest();
      if (!MessageDigest.isEqual(expected, data.readNBytes(KEY_BYTES))) {
        throw new DamagedException("is damaged: its hash is not that of its content");
      }
      if (!text.equals(id.text())) {
        throw new UserError(
            "%s: holds log-probabilities of %s, expected %s; it was renamed or copied. Remove it"
                .formatted(file, text, id.text()));
      }
    }
  }

  /** The bytes are not what was written. */
  private static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }
}
