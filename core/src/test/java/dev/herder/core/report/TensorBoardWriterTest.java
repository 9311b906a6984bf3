package dev.herder.core.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardWriterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(1_753_000_000_250L), ZoneOffset.UTC);

  @TempDir Path directory;

  @Test
  void writesTheBytesThatTensorBoardItselfWrites() throws IOException {
    Map<String, Object> first = new LinkedHashMap<>();
    first.put("loss", 2.5);
    first.put("rewards/chosen", -0.125f);
    first.put("note", "texts are left out");
    first.put("num_tokens", 70_000);
    Map<String, Object> second = new LinkedHashMap<>();
    second.put("loss", Double.NaN);
    second.put("größe", Double.POSITIVE_INFINITY);
    Path file;
    try (TensorBoardWriter writer = TensorBoardWriter.open(directory, CLOCK, "host", 40)) {
      writer.accept(41, first);
      writer.accept(42, Map.of("note", "no numbers, no event"));
      writer.accept(300, second);
      file = writer.file();
    }
    assertEquals("events.out.tfevents.1753000000.host.herder", file.getFileName().toString());
    try (var golden = getClass().getResourceAsStream("/golden/report/scalars.tfevents")) {
      assertArrayEquals(golden.readAllBytes(), Files.readAllBytes(file));
    }
  }

  @Test
  void everyRecordCarriesItsLengthAndMaskedChecksums() throws IOException {
    Path file;
    try (TensorBoardWriter writer = TensorBoardWriter.open(directory, CLOCK, "host", 0)) {
      for (int step = 1; step <= 500; step++) {
        writer.accept(step, Map.of("x".repeat(step), step));
      }
      file = writer.file();
    }
    List<byte[]> records = records(file);
    assertEquals(502, records.size());
    assertTrue(records.get(501).length > 500);
  }

  /** Reads the framing with checks written from the format's description, not from TfRecord. */
  private static List<byte[]> records(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[8];
      bytes.get(length);
      assertEquals(masked(length), Integer.toUnsignedLong(bytes.getInt()));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(data);
      assertEquals(masked(data), Integer.toUnsignedLong(bytes.getInt()));
      records.add(data);
    }
    return records;
  }

  private static long masked(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    long value = crc.getValue();
    return (((value >>> 15) | (value << 17)) + 0xa282ead8L) & 0xffffffffL;
  }

  @Test
  void aResumedRunWritesAFileThatSortsBehindAndRestartsAtItsFirstStep() throws IOException {
    Path first;
    Path second;
    try (TensorBoardWriter writer = TensorBoardWriter.open(directory, CLOCK, "a_b/c", 0)) {
      first = writer.file();
    }
    byte[] before = Files.readAllBytes(first);
    try (TensorBoardWriter writer = TensorBoardWriter.open(directory, CLOCK, "", 200)) {
      second = writer.file();
    }
    assertEquals("events.out.tfevents.1753000000.a_b_c.herder", first.getFileName().toString());
    assertEquals("events.out.tfevents.1753000001._.herder", second.getFileName().toString());
    assertArrayEquals(before, Files.readAllBytes(first));
    byte[] start = records(second).get(1);
    // wall time; field 2, varint 201; field 7, 2 bytes: field 1, varint 1
    assertArrayEquals(
        new byte[] {0x10, (byte) 0xc9, 0x01, 0x3a, 2, 8, 1},
        Arrays.copyOfRange(start, 9, start.length));
  }
}
