package dev.herder.core.template;

import java.util.Arrays;
import java.util.List;

/** Arguments of one call. */
final class Args {
  /** No arguments at all. */
  static final Args EMPTY = new Args(List.of(), List.of(), List.of());

  private final List<Object> positional;
  private final List<String> names;
  private final List<Object> values;

  /**
   * Arguments.
   *
   * @param positional in order
   * @param names names of the keyword arguments, each once
   * @param values values of the keyword arguments, in the order of the names
   */
  Args(List<Object> positional, List<String> names, List<Object> values) {
    this.positional = positional;
    this.names = names;
    this.values = values;
  }

  static Args of(Object... positional) {
    return new Args(Arrays.asList(positional), List.of(), List.of());
  }

  List<Object> positional() {
    return positional;
  }

  List<String> names() {
    return names;
  }

  List<Object> values() {
    return values;
  }

  boolean isEmpty() {
    return positional.isEmpty() && names.isEmpty();
  }

  /** The same arguments without the first {@code count} positional ones. */
  Args from(int count) {
    return new Args(positional.subList(count, positional.size()), names, values);
  }
}
