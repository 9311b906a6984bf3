package dev.herder.core.template;

import org.jspecify.annotations.Nullable;

/**
 * What a missing variable or attribute evaluates to: prints as nothing, is false, and fails on
 * anything more.
 */
final class Undefined {
  private final @Nullable String hint;
  private final @Nullable Object object;
  private final Object name;

  private Undefined(@Nullable String hint, @Nullable Object object, Object name) {
    this.hint = hint;
    this.object = object;
    this.name = name;
  }

  static Undefined variable(String name) {
    return new Undefined(null, null, name);
  }

  static Undefined element(Object object, Object name) {
    return new Undefined(null, object, name);
  }

  static Undefined because(String hint) {
    return new Undefined(hint, null, "");
  }

  /** What the sandbox gives for an attribute that would change a value or reach into Python. */
  static Undefined unsafe(Object object, String name) {
    return because(
        "SecurityError: access to attribute '"
            + name
            + "' of '"
            + Types.name(object)
            + "' object is unsafe.");
  }

  Failure failure() {
    if (hint != null) {
      return new Failure(hint);
    }
    if (object == null) {
      return new Failure("'" + name + "' is undefined");
    }
    String type = object == None.NONE ? "None" : Types.qualifiedName(object) + " object";
    if (name instanceof String) {
      return new Failure("'" + type + "' has no attribute '" + name + "'");
    }
    return new Failure(type + " has no element " + Types.brief(name));
  }
}
