package dev.herder.core.report;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The framing of a TFRecord file: length, its checksum, the bytes, their checksum, little-endian.
 *
 * <p>Source: tensorflow/core/lib/io/record_writer.h.
 */
final class TfRecord {
  private static final int MASK_DELTA = 0xa282ead8;

  private TfRecord() {}

  /** A record around some bytes, ready to be read. */
  static ByteBuffer frame(byte[] data) {
    ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedCrc(record.array(), Long.BYTES));
    record.put(data);
    record.putInt(maskedCrc(data, data.length));
    return record.flip();
  }

  private static int maskedCrc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    // A checksum over bytes that hold checksums is weak, so TFRecord rotates and adds a constant.
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }
}
