package dev.herder.core.data;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes plain Java values, and nothing else, as JSON. */
final class PlainJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PlainJson() {}

  /**
   * Writes one value.
   *
   * @throws IllegalArgumentException for NaN, infinities, halves of surrogate pairs and other types
   */
  static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof String text) {
      out.writeString(wellFormed(text));
    } else if (value instanceof Boolean bool) {
      out.writeBoolean(bool);
    } else if (value instanceof Long || value instanceof Integer) {
      out.writeNumber(((Number) value).longValue());
    } else if (value instanceof BigInteger big) {
      out.writeNumber(big);
    } else if (value instanceof Double || value instanceof Float) {
      number(out, (Number) value);
    } else if (value instanceof Iterable<?> list && !(value instanceof JsonNode)) {
      out.writeStartArray();
      for (Object each : list) {
        write(out, each);
      }
      out.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(wellFormed((String) entry.getKey()));
        write(out, entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof JsonNode node) {
      MAPPER.writeTree(out, node);
    } else {
      throw new IllegalArgumentException("JSON has no " + value.getClass().getName());
    }
  }

  private static String wellFormed(String text) {
    int half = Surrogates.firstHalf(text);
    if (half >= 0) {
      throw new IllegalArgumentException("half of a surrogate pair at " + half + " of the text");
    }
    return text;
  }

  private static void number(JsonGenerator out, Number value) throws IOException {
    if (!Double.isFinite(value.doubleValue())) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    if (value instanceof Float) {
      out.writeNumber(value.floatValue());
    } else {
      out.writeNumber(value.doubleValue());
    }
  }
}
