package dev.herder.engine.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Typed, range-checked access to the keys of a JSON object that collects every complaint.
 *
 * <p>A getter that finds a wrong value notes it and returns the default, so that one pass shows all
 * mistakes; {@link #check} throws them together. A key whose value is {@code null} counts as
 * absent.
 */
public final class JsonFields {
  private static final int MOST_SHOWN = 8;

  private final ObjectNode object;
  private final String place;
  private final String prefix;
  private final List<String> problems;

  private JsonFields(ObjectNode object, String place, String prefix, List<String> problems) {
    this.object = object;
    this.place = place;
    this.prefix = prefix;
    this.problems = problems;
  }

  /**
   * The fields of a whole file.
   *
   * @param object the file's content
   * @param place the file's name for messages
   */
  public static JsonFields of(ObjectNode object, String place) {
    return new JsonFields(object, place, "", new ArrayList<>());
  }

  /** Whether the key is there with another value than null. */
  public boolean has(String key) {
    return object.hasNonNull(key);
  }

  /** Whether the key is there, be it with null. */
  public boolean names(String key) {
    return object.has(key);
  }

  /** The raw value, or null where the key is absent or null. */
  public @Nullable JsonNode get(String key) {
    return has(key) ? object.get(key) : null;
  }

  /** Notes a complaint about a key. */
  public void problem(String key, String complaint) {
    problems.add(prefix + Excerpt.of(key) + " " + complaint);
  }

  /** Whether nothing was complained about so far. */
  public boolean sound() {
    return problems.isEmpty();
  }

  /**
   * An integer, absent meaning a mistake.
   *
   * @param key the key
   * @param least smallest accepted value, returned after a complaint
   * @param most largest accepted value
   */
  public int requiredInt(String key, int least, int most) {
    if (!has(key)) {
      problem(key, "is missing, expected an integer of " + least + " to " + most);
      return least;
    }
    return intOr(key, least, least, most);
  }

  /**
   * An integer or its default.
   *
   * @param key the key
   * @param absent the value where the key is absent or null
   * @param least smallest accepted value
   * @param most largest accepted value
   */
  public int intOr(String key, int absent, int least, int most) {
    JsonNode node = get(key);
    if (node == null) {
      return absent;
    }
    if (isInt(node, least, most)) {
      return node.intValue();
    }
    problem(
        key, "is " + StrictJson.kind(node) + ", expected an integer of " + least + " to " + most);
    return absent;
  }

  /**
   * A number or its default.
   *
   * @param key the key
   * @param absent the value where the key is absent or null
   * @param least smallest accepted value
   * @param most largest accepted value
   */
  public double doubleOr(String key, double absent, double least, double most) {
    JsonNode node = get(key);
    if (node == null) {
      return absent;
    }
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (value >= least && value <= most) {
      return value;
    }
    problem(
        key,
        "is "
            + StrictJson.kind(node)
            + ", expected a number of "
            + plain(least)
            + " to "
            + plain(most));
    return absent;
  }

  /**
   * A truth value or its default.
   *
   * @param key the key
   * @param absent the value where the key is absent or null
   */
  public boolean boolOr(String key, boolean absent) {
    JsonNode node = get(key);
    if (node == null) {
      return absent;
    }
    if (!node.isBoolean()) {
      problem(key, "is " + StrictJson.kind(node) + ", expected true or false");
      return absent;
    }
    return node.booleanValue();
  }

  /**
   * A text or its default.
   *
   * @param key the key
   * @param absent the value where the key is absent or null
   */
  public String textOr(String key, String absent) {
    JsonNode node = get(key);
    if (node == null) {
      return absent;
    }
    if (!node.isTextual()) {
      problem(key, "is " + StrictJson.kind(node) + ", expected a text");
      return absent;
    }
    return node.textValue();
  }

  /**
   * A list of integers, one integer alone, or nothing.
   *
   * @param key the key
   * @param least smallest accepted element
   * @param most largest accepted element
   */
  public List<Integer> ints(String key, int least, int most) {
    JsonNode node = get(key);
    List<Integer> found = new ArrayList<>();
    if (node == null) {
      return found;
    }
    Iterable<JsonNode> elements = node.isArray() ? node : List.of(node);
    for (JsonNode element : elements) {
      if (!isInt(element, least, most)) {
        problem(
            key,
            "holds "
                + StrictJson.kind(element)
                + ", expected integers of "
                + least
                + " to "
                + most);
        return List.of();
      }
      found.add(element.intValue());
    }
    return found;
  }

  /** A list of texts, one text alone, or nothing. */
  public List<String> texts(String key) {
    JsonNode node = get(key);
    List<String> found = new ArrayList<>();
    if (node == null) {
      return found;
    }
    Iterable<JsonNode> elements = node.isArray() ? node : List.of(node);
    for (JsonNode element : elements) {
      if (!element.isTextual()) {
        problem(key, "holds " + StrictJson.kind(element) + ", expected texts");
        return List.of();
      }
      found.add(element.textValue());
    }
    return found;
  }

  /** The fields of a nested object, whose complaints join these; null where absent or null. */
  public @Nullable JsonFields object(String key) {
    JsonNode node = get(key);
    if (node == null) {
      return null;
    }
    if (node instanceof ObjectNode nested) {
      return new JsonFields(nested, place, prefix + key + ".", problems);
    }
    problem(key, "is " + StrictJson.kind(node) + ", expected an object");
    return null;
  }

  /** The keys in the order of the file. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /**
   * Throws what was noted, all of it in one line.
   *
   * @throws UserError if anything was complained about
   */
  public void check() {
    if (problems.isEmpty()) {
      return;
    }
    List<String> shown = problems.subList(0, Math.min(MOST_SHOWN, problems.size()));
    String more =
        problems.size() > MOST_SHOWN ? "; and " + (problems.size() - MOST_SHOWN) + " more" : "";
    throw new UserError(place + ": " + String.join("; ", shown) + more);
  }

  private static boolean isInt(JsonNode node, int least, int most) {
    return node.isIntegralNumber()
        && node.canConvertToInt()
        && node.intValue() >= least
        && node.intValue() <= most;
  }

  private static String plain(double bound) {
    return new BigDecimal(Double.toString(bound)).stripTrailingZeros().toString();
  }
}
