package dev.herder.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages files at random but repeatably. */
final class Mutation {
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "1",
          "2",
          "3",
          "7",
          "0.5",
          "1e5",
          "-0.0",
          "1e999",
          "1e-999",
          "2147483647",
          "2147483648",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551615",
          "-9223372036854775808",
          "1e2147483648",
          "\"\"",
          "\"x\"",
          "\"F64\"",
          "\"I8\"",
          "\"../x\"",
          "\"llama\"",
          "\"qwen3\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "[]",
          "[1]",
          "[null]",
          "[0,0]",
          "{}",
          "{\"a\":1}",
          "NaN",
          "9".repeat(500),
          "[".repeat(200),
          "\"" + "y".repeat(20_000) + "\"");

  private static final Pattern VALUE =
      Pattern.compile("-?\\d[\\d.eE+-]*|true|false|null|\"[^\"]*\"|\\[[^\\[\\]]*\\]");

  private final Random random;

  Mutation(long seed) {
    random = new Random(seed);
  }

  /** A JSON text with one to three damages. */
  byte[] json(byte[] text) {
    byte[] damaged = text;
    for (int i = random.nextInt(3); i >= 0; i--) {
      damaged = random.nextInt(3) == 0 ? bytes(damaged) : value(damaged);
    }
    return damaged;
  }

  /** A safetensors file with damages to its header, and sometimes to its length or end. */
  byte[] safetensors(byte[] file) {
    ByteBuffer whole = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int headerBytes = (int) whole.getLong(0);
    byte[] header = new byte[headerBytes];
    whole.get(8, header);
    byte[] damaged = json(header);
    int dataBytes = file.length - 8 - headerBytes;
    int kept = random.nextInt(8) == 0 ? random.nextInt(dataBytes + 1) : dataBytes;
    long length = damaged.length;
    switch (random.nextInt(12)) {
      case 0 -> length = random.nextLong();
      case 1 -> length = random.nextInt(2 * file.length);
      case 2 -> length = headerBytes;
      default -> {}
    }
    return ByteBuffer.allocate(8 + damaged.length + kept)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(damaged)
        .put(file, 8 + headerBytes, kept)
        .array();
  }

  private byte[] value(byte[] json) {
    String text = new String(json, StandardCharsets.ISO_8859_1);
    Matcher matcher = VALUE.matcher(text);
    List<int[]> places = new ArrayList<>();
    while (matcher.find()) {
      places.add(new int[] {matcher.start(), matcher.end()});
    }
    if (places.isEmpty()) {
      return bytes(json);
    }
    int[] place = places.get(random.nextInt(places.size()));
    int[] other = places.get(random.nextInt(places.size()));
    String with =
        random.nextInt(4) == 0
            ? text.substring(other[0], other[1])
            : VALUES.get(random.nextInt(VALUES.size()));
    return (text.substring(0, place[0]) + with + text.substring(place[1]))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] bytes(byte[] text) {
    if (text.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int at = random.nextInt(text.length);
    int count = Math.min(text.length - at, 1 + random.nextInt(40));
    ByteBuffer out = ByteBuffer.allocate(text.length + 40);
    switch (random.nextInt(5)) {
      case 0 -> out.put(text).put(at, (byte) (text[at] ^ (1 << random.nextInt(8))));
      case 1 -> out.put(text).put(at, (byte) random.nextInt(256));
      case 2 -> out.put(text, 0, at).put(text, at + count, text.length - at - count);
      case 3 -> out.put(text, 0, at).put(text, at, count).put(text, at, text.length - at);
      default -> out.put(text, 0, at);
    }
    byte[] damaged = new byte[out.position()];
    out.get(0, damaged);
    return damaged;
  }
}
