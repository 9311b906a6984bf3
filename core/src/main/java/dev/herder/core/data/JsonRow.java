package dev.herder.core.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses one row strictly into plain Java values.
 *
 * <p>Objects become {@link LinkedHashMap}, lists {@link ArrayList}, whole numbers {@link Long} or
 * {@link java.math.BigInteger}, other numbers {@link Double}, null stays null.
 */
final class JsonRow {
  /** The deepest nesting; below the limit that Jackson's writers have. */
  static final int MAX_DEPTH = 500;

  private static final int MAX_DIGITS = 1000;
  private static final int MAX_KEY = 50_000;
  private static final int LONGEST_PATH = 80;

  // Rows bring any number of different keys: a table of all of them would only grow.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_DIGITS)
                  .maxNameLength(MAX_KEY)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final Faults faults;

  private JsonRow(Faults faults) {
    this.faults = faults;
  }

  /** Parses a row; null after a problem. */
  static @Nullable Map<String, Object> parse(String text, Faults faults) {
    long before = faults.total();
    try (JsonParser parser = JSON.createParser(text)) {
      Map<String, Object> row = new JsonRow(faults).row(parser, text);
      return faults.total() == before ? row : null;
    } catch (IOException e) {
      throw new UncheckedIOException("a parser of text in memory cannot fail to read", e);
    }
  }

  private @Nullable Map<String, Object> row(JsonParser parser, String text) throws IOException {
    try {
      JsonToken token = parser.nextToken();
      if (token != JsonToken.START_OBJECT) {
        String found = token == null ? "nothing" : Shown.type(value(parser));
        faults.add(
            ProblemKind.NOT_OBJECT,
            "",
            "the row is " + found + ", expected an object such as {\"messages\": [...]}");
        return null;
      }
      Map<String, Object> row = object(parser);
      if (parser.nextToken() != null) {
        notJson(parser.currentTokenLocation(), "text after the row", "write one object a line");
      }
      return row;
    } catch (StreamConstraintsException e) {
      faults.add(ProblemKind.TOO_DEEP, path(parser), tooMuch(parser));
      return null;
    } catch (JsonProcessingException e) {
      notJson(e.getLocation(), reason(e), hint(text));
      return null;
    }
  }

  private void notJson(JsonLocation location, String reason, String hint) {
    String line = location.getLineNr() > 1 ? "line " + location.getLineNr() + " of the row, " : "";
    faults.add(
        ProblemKind.NOT_JSON,
        "",
        "not JSON at " + line + "column " + location.getColumnNr() + ": " + reason,
        hint);
  }

  private static String tooMuch(JsonParser parser) {
    return parser.getParsingContext().getNestingDepth() >= MAX_DEPTH
        ? "nested deeper than " + MAX_DEPTH + " levels"
        : "a number of more than "
            + MAX_DIGITS
            + " digits or a key of more than "
            + MAX_KEY
            + " characters";
  }

  private @Nullable Object value(JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT:
        return object(parser);
      case START_ARRAY:
        return list(parser);
      case VALUE_STRING:
        return wellFormed(parser.getText(), parser);
      case VALUE_NUMBER_INT:
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            ? parser.getBigIntegerValue()
            : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT:
        return finite(parser);
      case VALUE_TRUE:
        return true;
      case VALUE_FALSE:
        return false;
      default:
        return null;
    }
  }

  // Values may be null, which the seam's type Map<String, Object> does not say.
  @SuppressWarnings("NullAway")
  private Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = wellFormed(parser.currentName(), parser);
      if (map.containsKey(key)) {
        faults.add(ProblemKind.DUPLICATE_KEY, path(parser), "the key stands twice, expected once");
      }
      parser.nextToken();
      map.put(key, value(parser));
    }
    return map;
  }

  // As for objects.
  @SuppressWarnings("NullAway")
  private List<Object> list(JsonParser parser) throws IOException {
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser));
    }
    return list;
  }

  /** Where the parser stands, for example {@code messages[2].content}. */
  private static String path(JsonParser parser) {
    StringBuilder path = new StringBuilder();
    for (JsonStreamContext at = parser.getParsingContext();
        at != null && path.length() < LONGEST_PATH;
        at = at.getParent()) {
      if (at.hasCurrentName()) {
        path.insert(0, "." + Shown.key(at.getCurrentName()));
      } else if (at.inArray() && at.hasCurrentIndex()) {
        path.insert(0, "[" + at.getCurrentIndex() + "]");
      }
    }
    if (path.length() >= LONGEST_PATH) {
      path.insert(0, "...");
    }
    return path.toString().startsWith(".") && path.length() < LONGEST_PATH
        ? path.substring(1)
        : path.toString();
  }

  private Double finite(JsonParser parser) throws IOException {
    double value = parser.getDoubleValue();
    if (Double.isInfinite(value)) {
      faults.add(
          ProblemKind.NUMBER,
          path(parser),
          Shown.quoted(parser.getText()) + " is out of range, expected a 64-bit number",
          "write it as a string");
    }
    return value;
  }

  private String wellFormed(String text, JsonParser parser) {
    int half = Surrogates.firstHalf(text);
    if (half >= 0) {
      faults.add(
          ProblemKind.LONE_SURROGATE,
          path(parser),
          String.format("the escape \\u%04x is half of a character", (int) text.charAt(half)),
          "write both halves of the pair, or the character itself");
    }
    return text;
  }

  private static String reason(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int end = message.length();
    // Jackson's messages go on with positions and features in its own terms.
    for (String noise : new String[] {"\n", " (start marker at", " (for ", ": enable"}) {
      int at = message.indexOf(noise);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    return Shown.cleaned(message.substring(0, end));
  }

  private static String hint(String text) {
    String start = text.strip();
    if (start.equals("{") || start.equals("[")) {
      return "write each object on one line of its own";
    }
    return start.startsWith("{'") ? "JSON has \"double quotes\"" : "";
  }
}
