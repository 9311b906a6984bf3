package dev.herder.core.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/** One line of {@code metrics.jsonl}, newline included. */
final class MetricLine {
  static final String STEP = "step";
  static final String NONFINITE = "nonfinite";

  /** The longest line that is written or read, in bytes. */
  static final int MAX_BYTES = 1 << 20;

  // The JDK's own Double.toString is not always the shortest before JDK 19; this writer is.
  static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private static final JsonMapper MAPPER = new JsonMapper(JSON);

  private MetricLine() {}

  static byte[] encode(long step, Map<String, Object> metrics) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    Map<String, String> nonFinite = new LinkedHashMap<>();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField(STEP, step);
      for (Map.Entry<String, Object> metric : metrics.entrySet()) {
        String name = metric.getKey();
        if (name.equals(STEP) || name.equals(NONFINITE)) {
          throw new IllegalArgumentException("a metric may not be called " + name);
        }
        json.writeFieldName(name);
        write(json, name, metric.getValue(), nonFinite);
      }
      if (!nonFinite.isEmpty()) {
        json.writeObjectFieldStart(NONFINITE);
        for (Map.Entry<String, String> each : nonFinite.entrySet()) {
          json.writeStringField(each.getKey(), each.getValue());
        }
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (bytes.size() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "the metrics of step "
              + step
              + " take "
              + bytes.size()
              + " bytes, "
              + MAX_BYTES
              + " at most");
    }
    return bytes.toByteArray();
  }

  private static void write(
      JsonGenerator json, String name, Object value, Map<String, String> nonFinite)
      throws IOException {
    if (value instanceof Float number && Float.isFinite(number)) {
      json.writeNumber(number);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      json.writeNumber(number);
    } else if (value instanceof Float || value instanceof Double) {
      json.writeNull();
      nonFinite.put(name, value.toString());
    } else if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof BigInteger number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof String text) {
      json.writeString(text);
    } else {
      throw new IllegalArgumentException(
          "metric "
              + name
              + " is a "
              + value.getClass().getName()
              + "; expected a number, a text or a truth value");
    }
  }

  /** The line without the named fields, newline included. */
  static String print(ObjectNode line) throws IOException {
    return MAPPER.writeValueAsString(line) + "\n";
  }
}
