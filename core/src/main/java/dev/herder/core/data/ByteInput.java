package dev.herder.core.data;

import java.io.IOException;
import java.io.InputStream;

/** Bytes with a buffer to look into, and the number of those taken. */
final class ByteInput {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private long before;

  ByteInput(InputStream in) {
    this.in = in;
  }

  /** The bytes taken so far. */
  long offset() {
    return before + position;
  }

  /** Fills the empty buffer; false at the end. */
  boolean fill() throws IOException {
    if (position < limit) {
      return true;
    }
    before += limit;
    position = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  /** The next byte, 0 to 255, or -1 at the end. */
  int take() throws IOException {
    return fill() ? buffer[position++] & 0xff : -1;
  }

  /**
   * Takes bytes up to and with the next line feed, or to the end.
   *
   * @return whether there was a line feed
   */
  boolean takeLine(Bytes into) throws IOException {
    while (fill()) {
      for (int i = position; i < limit; i++) {
        if (buffer[i] == '\n') {
          into.add(buffer, position, i - position);
          position = i + 1;
          return true;
        }
      }
      into.add(buffer, position, limit - position);
      position = limit;
    }
    return false;
  }

  /** Whether the next bytes are these; looks no further than one buffer. */
  boolean startsWith(int... bytes) throws IOException {
    if (!fill() || limit - position < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((buffer[position + i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  void skip(int count) {
    position += count;
  }

  /** The first byte that is no white space, or -1 if the buffer has none. */
  int firstVisible() throws IOException {
    if (fill()) {
      for (int i = position; i < limit; i++) {
        if (!isBlank(buffer[i])) {
          return buffer[i] & 0xff;
        }
      }
    }
    return -1;
  }

  /** White space of JSON. */
  static boolean isBlank(int b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
