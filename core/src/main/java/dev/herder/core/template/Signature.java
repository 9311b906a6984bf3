package dev.herder.core.template;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters of a built-in filter, test, function or method. */
final class Signature {
  private final String function;
  private final String[] parameters;
  private final int required;
  private final boolean keywords;

  private Signature(String function, int required, boolean keywords, String... parameters) {
    this.function = function;
    this.required = required;
    this.keywords = keywords;
    this.parameters = parameters;
  }

  /** Parameters that may be given by position or by name, the first {@code required} must be. */
  static Signature of(String function, int required, String... parameters) {
    return new Signature(function, required, true, parameters);
  }

  /** Parameters that may be given by position only. */
  static Signature positionalOnly(String function, int required, String... parameters) {
    return new Signature(function, required, false, parameters);
  }

  Bound bind(Args args) {
    List<Object> given = args.positional();
    if (given.size() > parameters.length) {
      throw Failure.type(
          function + "() takes at most " + parameters.length + " argument(s), got " + given.size());
    }
    @Nullable Object[] values = given.toArray(new Object[parameters.length]);
    for (int i = 0; i < args.names().size(); i++) {
      String name = args.names().get(i);
      int index = keywords ? Arrays.asList(parameters).indexOf(name) : -1;
      if (index < 0) {
        throw Failure.type(function + "() got an unexpected keyword argument '" + name + "'");
      }
      if (values[index] != null) {
        throw Failure.type(function + "() got multiple values for argument '" + name + "'");
      }
      values[index] = args.values().get(i);
    }
    for (int i = 0; i < required; i++) {
      if (values[i] == null) {
        throw Failure.type(function + "() missing required argument '" + parameters[i] + "'");
      }
    }
    return new Bound(values);
  }
}
