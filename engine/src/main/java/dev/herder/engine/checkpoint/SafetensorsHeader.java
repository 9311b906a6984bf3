package dev.herder.engine.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.herder.core.UserError;
import dev.herder.engine.json.Excerpt;
import dev.herder.engine.json.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON header of a safetensors file, checked as the format demands.
 *
 * <p>Tensors cover the data exactly: in the order of their offsets each begins where the one before
 * ends, the first at 0 and the last ending with the file.
 *
 * @param tensors by name, in the order of their data
 * @param metadata the texts under {@code __metadata__}
 */
record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata) {
  private static final int MOST_DIMENSIONS = 32;

  /**
   * Parses and checks a header.
   *
   * @param text the header's JSON
   * @param dataBytes how many bytes follow the header
   * @param place how messages call the file
   * @throws UserError if anything is wrong with it
   */
  static SafetensorsHeader parse(String text, long dataBytes, String place) throws IOException {
    try (JsonParser json = StrictJson.parser(text)) {
      return new Parse(json, place, dataBytes).header();
    } catch (JsonProcessingException e) {
      throw StrictJson.malformed(place + ": header", e);
    }
  }

  private static final class Parse {
    private final JsonParser json;
    private final String place;
    private final long dataBytes;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<TensorInfo> tensors = new ArrayList<>();

    Parse(JsonParser json, String place, long dataBytes) {
      this.json = json;
      this.place = place;
      this.dataBytes = dataBytes;
    }

    SafetensorsHeader header() throws IOException {
      expect(json.nextToken(), JsonToken.START_OBJECT, "the header", "an object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (name.equals("__metadata__")) {
          readMetadata();
        } else {
          tensors.add(readTensor(name));
        }
      }
      if (json.nextToken() != null) {
        throw new UserError(place + ": header: text follows the closing brace");
      }
      return checkCover();
    }

    private void readMetadata() throws IOException {
      expect(json.nextToken(), JsonToken.START_OBJECT, "__metadata__", "an object of texts");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        expect(
            json.nextToken(),
            JsonToken.VALUE_STRING,
            "__metadata__ " + Excerpt.quoted(key),
            "a text");
        metadata.put(key, json.getText());
      }
    }

    private TensorInfo readTensor(String name) throws IOException {
      String what = "tensor " + Excerpt.quoted(name);
      expect(json.nextToken(), JsonToken.START_OBJECT, what, "an object");
      @Nullable Dtype dtype = null;
      @Nullable List<Long> shape = null;
      @Nullable List<Long> offsets = null;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        json.nextToken();
        switch (key) {
          case "dtype" -> dtype = dtype(what);
          case "shape" -> shape = numbers(what + " shape", MOST_DIMENSIONS);
          case "data_offsets" -> offsets = numbers(what + " data_offsets", 2);
          default ->
              throw new UserError(
                  place
                      + ": "
                      + what
                      + " has the unknown key "
                      + Excerpt.quoted(key)
                      + ", expected dtype, shape and data_offsets");
        }
      }
      if (dtype == null || shape == null || offsets == null) {
        String missing = dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets";
        throw new UserError(place + ": " + what + " has no " + missing);
      }
      return checked(what, name, dtype, shape, offsets);
    }

    private TensorInfo checked(
        String what, String name, Dtype dtype, List<Long> shape, List<Long> offsets) {
      if (offsets.size() != 2) {
        throw new UserError(
            place + ": " + what + " data_offsets must be two numbers, begin and end");
      }
      long begin = offsets.get(0);
      long end = offsets.get(1);
      if (begin > end || end > dataBytes) {
        throw new UserError(
            place
                + ": "
                + what
                + " lies at bytes "
                + begin
                + " to "
                + end
                + ", but the file holds bytes 0 to "
                + dataBytes
                + (end > dataBytes ? "; is it cut short?" : ""));
      }
      long bits;
      try {
        bits = Math.multiplyExact(TensorInfo.elements(shape), (long) dtype.bits());
      } catch (ArithmeticException e) {
        throw new UserError(place + ": " + what + " has the impossible shape " + shape, e);
      }
      if (bits % 8 != 0 || bits / 8 != end - begin) {
        throw new UserError(
            place
                + ": "
                + what
                + " of "
                + dtype
                + " "
                + shape
                + " needs "
                + bits
                + " bits, but its data_offsets hold "
                + (end - begin)
                + " bytes");
      }
      return new TensorInfo(name, dtype, shape, begin, end);
    }

    private Dtype dtype(String what) throws IOException {
      expect(json.currentToken(), JsonToken.VALUE_STRING, what + " dtype", "a text");
      String name = json.getText();
      return Dtype.named(name)
          .orElseThrow(
              () ->
                  new UserError(
                      place
                          + ": "
                          + what
                          + " has the unknown dtype "
                          + Excerpt.quoted(name)
                          + ", expected one such as F32, F16 or BF16"));
    }

    private List<Long> numbers(String what, int most) throws IOException {
      expect(json.currentToken(), JsonToken.START_ARRAY, what, "a list of numbers");
      List<Long> numbers = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        boolean whole = json.currentToken() == JsonToken.VALUE_NUMBER_INT;
        if (!whole || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
          throw new UserError(
              place
                  + ": "
                  + what
                  + " holds "
                  + Excerpt.of(json.getText())
                  + ", expected integers of 0 to 2^63 - 1");
        }
        if (json.getLongValue() < 0) {
          throw new UserError(place + ": " + what + " holds a negative number");
        }
        if (numbers.size() == most) {
          throw new UserError(place + ": " + what + " has more than " + most + " numbers");
        }
        numbers.add(json.getLongValue());
      }
      return numbers;
    }

    private void expect(
        @Nullable JsonToken found, JsonToken wanted, String what, String description) {
      if (found != wanted) {
        throw new UserError(
            place
                + ": "
                + what
                + " must be "
                + description
                + (found == null ? ", but the text ends" : ""));
      }
    }

    private SafetensorsHeader checkCover() {
      tensors.sort(
          Comparator.comparingLong(TensorInfo::begin)
              .thenComparingLong(TensorInfo::end)
              .thenComparing(TensorInfo::name));
      Map<String, TensorInfo> byName = new LinkedHashMap<>();
      long covered = 0;
      for (TensorInfo tensor : tensors) {
        if (tensor.begin() != covered) {
          throw new UserError(
              place
                  + ": tensor "
                  + Excerpt.quoted(tensor.name())
                  + " begins at byte "
                  + tensor.begin()
                  + (tensor.begin() < covered
                      ? ", inside the tensor before it, which ends at "
                      : ", leaving a gap after byte ")
                  + covered);
        }
        covered = tensor.end();
        byName.put(tensor.name(), tensor);
      }
      if (covered != dataBytes) {
        throw new UserError(
            place
                + ": the tensors end at byte "
                + covered
                + ", but "
                + dataBytes
                + " bytes of data follow the header");
      }
      return new SafetensorsHeader(
          Collections.unmodifiableMap(byName), Collections.unmodifiableMap(metadata));
    }
  }
}
