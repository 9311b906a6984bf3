package dev.herder.core.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Trees of settings from JSON and to JSON. */
final class JsonTree {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+(\\.[0-9]+)?(e[-+]?[0-9]+)?");

  private JsonTree() {}

  /** JSON as a layer of defaults. */
  static ConfigNode of(JsonNode node) {
    Origin origin = new Origin.Default();
    if (node instanceof ObjectNode object) {
      Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
      object
          .fieldNames()
          .forEachRemaining(
              key -> entries.put(key, new ConfigNode.Entry(origin, of(object.get(key)))));
      return new ConfigNode.Mapping(entries, origin);
    }
    if (node.isArray()) {
      List<ConfigNode> items = new ArrayList<>();
      node.forEach(item -> items.add(of(item)));
      return new ConfigNode.Sequence(items, origin);
    }
    return new ConfigNode.Scalar(node.asText(), !node.isTextual(), origin);
  }

  /** A tree as JSON: plain texts that look like numbers, booleans or null are these. */
  static JsonNode toJson(ConfigNode node) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (node instanceof ConfigNode.Mapping mapping) {
      ObjectNode object = json.objectNode();
      mapping.entries().forEach((key, entry) -> object.set(key, toJson(entry.node())));
      return object;
    }
    if (node instanceof ConfigNode.Sequence sequence) {
      ArrayNode array = json.arrayNode();
      sequence.items().forEach(item -> array.add(toJson(item)));
      return array;
    }
    if (!(node instanceof ConfigNode.Scalar scalar)) {
      throw new IllegalStateException("a resolved tree has no " + node.kind() + " nodes");
    }
    String text = scalar.text();
    if (!scalar.plain()) {
      return json.textNode(text);
    } else if (scalar.isNull()) {
      return json.nullNode();
    } else if (text.equals("true") || text.equals("false")) {
      return json.booleanNode(Boolean.parseBoolean(text));
    } else if (WHOLE.matcher(text).matches()) {
      BigInteger whole = new BigInteger(text);
      return whole.bitLength() < 64
          ? json.numberNode(whole.longValueExact())
          : json.numberNode(whole);
    } else if (NUMBER.matcher(text).matches()) {
      return json.numberNode(new BigDecimal(text).doubleValue());
    }
    return json.textNode(text);
  }
}
