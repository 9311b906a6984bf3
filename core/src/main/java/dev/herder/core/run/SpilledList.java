package dev.herder.core.run;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list that only grows, whose first elements are bytes in memory and whose others are bytes in a
 * file, 8 bytes of memory for each, so that no heap bounds it.
 *
 * <p>An element is made anew at each {@link #get}: equal in content, never the same object. The
 * file begins when memory is used up and has no name to be found by, so that nothing is left behind
 * by a kill. One thread fills the list; after that several may read it.
 *
 * @param <E> an element; never null
 */
public final class SpilledList<E> extends AbstractList<E> implements RandomAccess, Closeable {
  /** Bytes of elements that are kept in memory by default. */
  public static final long IN_MEMORY = 64L << 20;

  private static final int BUFFER = 1 << 20;

  /**
   * How an element becomes bytes and comes back.
   *
   * @param <E> an element
   */
  public interface Form<E> {
    /** How many bytes {@link #write} will put. */
    int size(E element);

    /** Puts the element. */
    void write(E element, ByteBuffer into);

    /** Takes an element from a buffer that holds it alone. */
    E read(ByteBuffer from);
  }

  private final Form<E> form;
  private final Path near;
  private final long inMemory;
  private final List<byte[]> kept = new ArrayList<>();
  private long keptBytes;
  private long[] ends = new long[0];
  private int spilled;
  private long written;
  private ByteBuffer pending = ByteBuffer.allocate(0);
  private @Nullable FileChannel file;

  /**
   * An empty list.
   *
   * @param near a folder, which need not exist yet; the file lies in the first one above it that
   *     does
   */
  public SpilledList(Form<E> form, Path near) {
    this(form, near, IN_MEMORY);
  }

  /**
   * An empty list.
   *
   * @param inMemory bytes of elements that are kept in memory
   */
  public SpilledList(Form<E> form, Path near, long inMemory) {
    this.form = form;
    this.near = near;
    this.inMemory = inMemory;
  }

  @Override
  public int size() {
    return kept.size() + spilled;
  }

  /**
   * Adds an element at the end.
   *
   * @throws UncheckedIOException if the file cannot be written; names the folder
   */
  @Override
  public boolean add(E element) {
    byte[] bytes = new byte[form.size(element)];
    form.write(element, ByteBuffer.wrap(bytes));
    modCount++;
    if (spilled == 0 && keptBytes + bytes.length <= inMemory) {
      kept.add(bytes);
      keptBytes += bytes.length;
      return true;
    }
    try {
      spill(bytes);
    } catch (IOException e) {
      throw placed(e);
    }
    return true;
  }

  /**
   * An element.
   *
   * @throws UncheckedIOException if the file cannot be read
   */
  @Override
  public E get(int index) {
    Objects.checkIndex(index, size());
    if (index < kept.size()) {
      return form.read(ByteBuffer.wrap(kept.get(index)));
    }
    try {
      return form.read(ByteBuffer.wrap(fromFile(index - kept.size())));
    } catch (IOException e) {
      throw placed(e);
    }
  }

  /** How much lies in the file, for people; nothing if there is no file. */
  public Optional<String> remark() {
    return spilled == 0
        ? Optional.empty()
        : Optional.of(
            "%d of %d rows are kept in a file on the disk of %s until the end, %s"
                .formatted(spilled, size(), near, DiskSpace.human(ends[spilled - 1])));
  }

  /** Lets go of the file and its bytes; those elements can no longer be read. */
  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  private void spill(byte[] bytes) throws IOException {
    if (file == null) {
      file = open();
      pending = ByteBuffer.allocate(BUFFER);
    }
    if (bytes.length > pending.remaining()) {
      flush();
    }
    if (bytes.length > pending.remaining()) {
      writeAll(ByteBuffer.wrap(bytes));
    } else {
      pending.put(bytes);
    }
    if (spilled == ends.length) {
      ends = Arrays.copyOf(ends, Math.max(1024, spilled + (spilled >> 1)));
    }
    ends[spilled] = start(spilled) + bytes.length;
    spilled++;
  }

  private long start(int element) {
    return element == 0 ? 0 : ends[element - 1];
  }

  private byte[] fromFile(int element) throws IOException {
    long start = start(element);
    synchronized (this) {
      if (ends[element] > written) {
        flush();
      }
    }
    byte[] bytes = new byte[(int) (ends[element] - start)];
    ByteBuffer into = ByteBuffer.wrap(bytes);
    FileChannel from = Objects.requireNonNull(file);
    while (into.hasRemaining()) {
      if (from.read(into, start + into.position()) < 0) {
        throw new EOFException("rows that were set aside in a file are gone from it");
      }
    }
    return bytes;
  }

  private void flush() throws IOException {
    pending.flip();
    writeAll(pending);
    pending.clear();
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    FileChannel into = Objects.requireNonNull(file);
    while (bytes.hasRemaining()) {
      written += into.write(bytes, written);
    }
  }

  /** On everything but Windows the file loses its name as it is opened. */
  private FileChannel open() throws IOException {
    return FileChannel.open(
        TemporaryNames.beside(DiskSpace.existing(near).resolve("rows")),
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE));
  }

  private UncheckedIOException placed(IOException e) {
    return new UncheckedIOException(
        e instanceof FileSystemException
            ? e
            : new FileSystemException(near.toString(), null, e.getMessage()));
  }
}
