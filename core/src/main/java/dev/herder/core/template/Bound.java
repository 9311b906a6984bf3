package dev.herder.core.template;

import org.jspecify.annotations.Nullable;

/** Arguments in the order of a signature's parameters. */
final class Bound {
  /** Null where an optional argument was not given. */
  private final @Nullable Object[] values;

  Bound(@Nullable Object[] values) {
    this.values = values;
  }

  boolean has(int index) {
    return values[index] != null;
  }

  /** An argument that the signature requires. */
  Object get(int index) {
    Object value = values[index];
    if (value == null) {
      throw new IllegalStateException("argument " + index + " is not required by the signature");
    }
    return value;
  }

  Object get(int index, Object otherwise) {
    Object value = values[index];
    return value == null ? otherwise : value;
  }

  /** The argument, or null where it was not given or is None. */
  @Nullable Object some(int index) {
    Object value = values[index];
    return value == None.NONE ? null : value;
  }

  boolean truth(Run run, int index, boolean otherwise) {
    Object value = values[index];
    return value == null ? otherwise : Truth.of(run, value);
  }

  /** The argument as an index: an integer, cut to the range of an int. */
  int integer(int index, int otherwise) {
    Object value = values[index];
    return value == null ? otherwise : Numbers.toInt(value);
  }

  /** The argument as a string; anything else is refused. */
  String text(int index, String otherwise) {
    Object value = values[index];
    return value == null ? otherwise : Text.of(value);
  }
}
