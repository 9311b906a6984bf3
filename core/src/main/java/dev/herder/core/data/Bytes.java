package dev.herder.core.data;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One row's bytes: grows with what arrives, up to a limit beyond which it keeps nothing. */
final class Bytes {
  private final int most;
  private byte[] bytes = new byte[1 << 13];
  private int length;
  private boolean tooLong;

  Bytes(int most) {
    this.most = most;
  }

  void clear() {
    length = 0;
    tooLong = false;
  }

  void add(byte[] source, int from, int count) {
    if (tooLong || count > most - length) {
      tooLong = true;
      return;
    }
    if (count > bytes.length - length) {
      long doubled = Math.max(2L * bytes.length, (long) length + count);
      bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, most));
    }
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  void add(int one) {
    add(new byte[] {(byte) one}, 0, 1);
  }

  boolean tooLong() {
    return tooLong;
  }

  /** Says that a row is too long. */
  String limit() {
    return "the row is longer than " + most + " bytes";
  }

  boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (!ByteInput.isBlank(bytes[i])) {
        return false;
      }
    }
    return !tooLong;
  }

  /** The bytes as text, with U+FFFD for what is not UTF-8. */
  String text() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** The index of the first byte that is not UTF-8, or -1. */
  int firstMalformed() {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
    CharBuffer out = CharBuffer.allocate(1 << 12);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (result.isOverflow()) {
        out.clear();
      } else {
        return result.isError() ? in.position() : -1;
      }
    }
  }
}
