package dev.herder.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Damages texts the way disks, editors and people do, at random but repeatably. */
public final class Mutations {
  private final Random random;
  private final String[] splices;

  /**
   * A source of damage.
   *
   * @param splices texts to put in at random places
   */
  public Mutations(Random random, String... splices) {
    this.random = random;
    this.splices = splices.clone();
  }

  /** The text's UTF-8 bytes with one to three damages. */
  public byte[] of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      bytes = damaged(bytes);
    }
    return bytes;
  }

  private byte[] damaged(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, at + random.nextInt(12));
    return switch (random.nextInt(6)) {
      case 0 -> flipped(bytes, at);
      case 1 -> joined(bytes, at, new byte[0], bytes.length);
      case 2 -> joined(bytes, at, new byte[0], to);
      case 3 -> joined(bytes, at, splice(), at);
      case 4 -> joined(bytes, at, splice(), to);
      default -> joined(bytes, to, part(bytes, at, to), to);
    };
  }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    if (at < copy.length) {
      copy[at] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  private byte[] splice() {
    return splices[random.nextInt(splices.length)].getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] part(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** The bytes before {@code end}, then the middle, then the bytes from {@code from}. */
  private static byte[] joined(byte[] bytes, int end, byte[] middle, int from) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, end);
    out.writeBytes(middle);
    out.write(bytes, from, bytes.length - from);
    return out.toByteArray();
  }
}
