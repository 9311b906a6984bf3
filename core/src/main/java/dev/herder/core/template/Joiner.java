package dev.herder.core.template;

import org.jspecify.annotations.Nullable;

/** The object that {@code joiner(...)} makes: nothing on the first call, then the separator. */
final class Joiner implements Invocable {
  private static final Signature SIGNATURE = Signature.of("joiner", 0, "sep");

  private final Object separator;
  private boolean used;

  private Joiner(Object separator) {
    this.separator = separator;
  }

  static Object create(Run run, Args args) {
    return new Joiner(SIGNATURE.bind(args).get(0, ", "));
  }

  @Override
  public Object call(Run run, Args args) {
    if (!args.isEmpty()) {
      throw Failure.type("a joiner takes no arguments");
    }
    if (!used) {
      used = true;
      return "";
    }
    return separator;
  }

  @Nullable Object attribute(String name) {
    return switch (name) {
      case "sep" -> separator;
      case "used" -> used;
      default -> null;
    };
  }
}
