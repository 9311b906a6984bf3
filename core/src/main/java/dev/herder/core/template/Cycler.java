package dev.herder.core.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The object that {@code cycler(...)} makes. */
final class Cycler {
  private final List<Object> items;
  private int position;

  private Cycler(List<Object> items) {
    this.items = items;
  }

  static Object call(Run run, Args args) {
    if (args.names().size() > 0) {
      throw Failure.type("cycler() takes no keyword arguments");
    }
    if (args.positional().size() == 0) {
      throw new Failure("RuntimeError: at least one item has to be provided");
    }
    return new Cycler(args.positional());
  }

  @Nullable Object attribute(String name) {
    return switch (name) {
      case "current" -> items.get(position);
      case "pos" -> (long) position;
      case "items" -> new Tuple(items);
      case "next" ->
          new BoundMethod(
              this,
              name,
              (run, self, args) -> {
                Object current = items.get(position);
                position = (position + 1) % items.size();
                return current;
              });
      case "reset" ->
          new BoundMethod(
              this,
              name,
              (run, self, args) -> {
                position = 0;
                return None.NONE;
              });
      default -> null;
    };
  }
}
