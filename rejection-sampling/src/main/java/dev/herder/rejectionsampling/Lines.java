package dev.herder.rejectionsampling;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The whole lines of a file, one at a time, with the byte at which each ends. */
final class Lines implements Closeable {
  private final InputStream in;
  private long line;
  private long offset;

  Lines(Path file) throws IOException {
    this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  /** The next line without its end; null at the end of the file and at a last line without end. */
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        line++;
        offset += bytes.size() + 1L;
        return bytes.toByteArray();
      }
      bytes.write(b);
    }
    return null;
  }

  /** The number of the last line given, from 1. */
  long line() {
    return line;
  }

  /** The bytes up to and with the end of the last line given. */
  long offset() {
    return offset;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
