package dev.herder.core.template;

import java.math.BigInteger;
import java.util.List;

/** Python's truth of a value. */
final class Truth {
  private Truth() {}

  static boolean of(Run run, Object value) {
    if (value instanceof Boolean b) {
      return b;
    }
    if (value instanceof String s) {
      return !s.isEmpty();
    }
    if (value == None.NONE || value instanceof Undefined) {
      return false;
    }
    if (value instanceof Long n) {
      return n != 0;
    }
    if (value instanceof Double d) {
      return d != 0;
    }
    if (value instanceof BigInteger) {
      return true;
    }
    if (value instanceof Markup m) {
      return !m.text().isEmpty();
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    int length = Iteration.length(run, value);
    return length != 0;
  }
}
