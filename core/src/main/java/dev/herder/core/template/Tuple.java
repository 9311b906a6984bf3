package dev.herder.core.template;

import java.util.List;

/**
 * A Python tuple.
 *
 * @param items never changed after construction
 * @param grouped a result of {@code groupby}, which also has the attributes grouper and list
 */
record Tuple(List<Object> items, boolean grouped) {
  Tuple(List<Object> items) {
    this(items, false);
  }

  static Tuple of(Object... items) {
    return new Tuple(List.of(items), false);
  }
}
