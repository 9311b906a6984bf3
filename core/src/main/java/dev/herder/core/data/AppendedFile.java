package dev.herder.core.data;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.run.OutputFolder;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of lines open at its end, mended first. */
final class AppendedFile implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final FileOutputStream out;
  private final long cutBytes;

  private AppendedFile(FileOutputStream out, long cutBytes) {
    this.out = out;
    this.cutBytes = cutBytes;
  }

  static AppendedFile open(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      OutputFolder.make(parent, file);
    }
    try {
      if (!Files.exists(file)) {
        Files.createFile(file);
      } else if (!Files.isRegularFile(file)) {
        throw new UserError(file + ": is not a regular file; choose another name to write to");
      } else if (!Files.isWritable(file)) {
        throw new AccessDeniedException(file.toString());
      }
    } catch (AccessDeniedException e) {
      throw new UserError(file + ": no right to write there; choose another folder", e);
    }
    long cut = mend(file);
    return new AppendedFile(new FileOutputStream(file.toFile(), true), cut);
  }

  OutputStream stream() {
    return out;
  }

  long cutBytes() {
    return cutBytes;
  }

  void sync() throws IOException {
    out.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    if (out.getFD().valid()) {
      sync();
    }
    out.close();
  }

  /**
   * Makes the file end with a whole line: cuts the last one if it is no JSON object, adds a missing
   * line feed if it is.
   *
   * @return the bytes cut off
   */
  private static long mend(Path file) throws IOException {
    try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
      long length = data.length();
      boolean ended = length > 0 && byteAt(data, length - 1) == '\n';
      long start = lastLineStart(data, ended ? length - 1 : length);
      if (length - start > RowReader.MAX_ROW_BYTES || !isJson(data, start, length)) {
        data.setLength(start);
        return length - start;
      }
      if (!ended && length > start) {
        data.seek(length);
        data.write('\n');
      }
      return 0;
    }
  }

  private static long lastLineStart(RandomAccessFile data, long end) throws IOException {
    byte[] block = new byte[1 << 13];
    for (long to = end; to > 0; ) {
      int count = (int) Math.min(block.length, to);
      data.seek(to - count);
      data.readFully(block, 0, count);
      for (int i = count - 1; i >= 0; i--) {
        if (block[i] == '\n') {
          return to - count + i + 1;
        }
      }
      to -= count;
    }
    return 0;
  }

  private static int byteAt(RandomAccessFile data, long position) throws IOException {
    data.seek(position);
    return data.read();
  }

  private static boolean isJson(RandomAccessFile data, long start, long end) throws IOException {
    byte[] line = new byte[(int) (end - start)];
    data.seek(start);
    data.readFully(line);
    try {
      JsonNode row = JSON.readTree(line);
      return row.isObject() || row.isMissingNode();
    } catch (IOException e) {
      // Not JSON or not text: torn. The caller cuts it off and says so.
      return false;
    }
  }
}
