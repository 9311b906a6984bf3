package dev.herder.core.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the plain Java values of a caller into what templates work on: a copy, all the way down.
 */
final class Input {
  private static final int MAX_DEPTH = 500;

  private Input() {}

  static Map<String, Object> variables(Run run, Map<String, ?> variables) {
    Map<String, Object> converted = new HashMap<>(variables.size() * 2);
    for (Map.Entry<String, ?> variable : variables.entrySet()) {
      converted.put(variable.getKey(), value(run, variable.getValue(), variable.getKey(), 0));
    }
    return converted;
  }

  private static Object value(Run run, @Nullable Object value, String variable, int depth) {
    if (value instanceof String || value instanceof Boolean || value instanceof Long) {
      return value;
    }
    if (value == null) {
      return None.NONE;
    }
    if (depth > MAX_DEPTH) {
      throw new Failure(
          "the variable '" + variable + "' nests deeper than " + MAX_DEPTH + " levels");
    }
    if (value instanceof Map<?, ?> map) {
      Dict dict = new Dict();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Object item = value(run, entry.getValue(), variable, depth + 1);
        if (entry.getKey() instanceof String key) {
          dict.map.put(key, item);
        } else {
          dict.put(run, value(run, entry.getKey(), variable, depth + 1), item);
        }
      }
      return dict;
    }
    if (value instanceof Collection<?> collection) {
      List<Object> list = new ArrayList<>(collection.size());
      for (Object item : collection) {
        list.add(value(run, item, variable, depth + 1));
      }
      return list;
    }
    return number(value, variable);
  }

  private static Object number(Object value, String variable) {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger big) {
      return Numbers.normalize(big);
    }
    if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      return ((Number) value).doubleValue();
    }
    throw new IllegalArgumentException(
        "the template variable '"
            + variable
            + "' holds a "
            + value.getClass().getName()
            + "; expected maps, lists, strings, numbers, booleans or null");
  }
}
