package dev.herder.core.template;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Filters that take another filter or test by name. */
final class SelectFilters {
  private static final Signature MAP = Signature.of("map", 0, "attribute", "default");

  private SelectFilters() {}

  private interface Mapping {
    Object apply(Object item);
  }

  static Object map(Run run, Object value, Args args) {
    return Generator.lazily(
        run,
        "sync_do_map",
        () -> {
          if (!Truth.of(run, value)) {
            return List.<Object>of().iterator();
          }
          Mapping mapping = mapping(run, args);
          Iterator<Object> items = Iteration.of(run, value);
          return new Generator(
              run, "sync_do_map", () -> items.hasNext() ? mapping.apply(items.next()) : null);
        });
  }

  private static Mapping mapping(Run run, Args args) {
    if (args.positional().size() == 0 && args.names().contains("attribute")) {
      Bound a = MAP.bind(args);
      AttributeGetter getter = new AttributeGetter(a.some(0), false, a.some(1));
      return item -> getter.get(run, item);
    }
    if (args.positional().size() == 0) {
      throw new Failure("map requires a filter argument");
    }
    String name = Repr.str(run, args.positional().get(0));
    Filter filter = Filters.find(name);
    if (filter == null) {
      throw new Failure("No filter named '" + name + "'.");
    }
    Args rest = args.from(1);
    return item -> {
      run.step(1);
      return filter.apply(run, item, rest);
    };
  }

  /**
   * One of the four filters that keep some items.
   *
   * @param wanted what the test must give for an item to be kept
   * @param ofAttribute whether the first argument names an attribute to test
   */
  static Filter select(String name, boolean wanted, boolean ofAttribute) {
    return (run, value, args) ->
        Generator.lazily(
            run,
            "select_or_reject",
            () -> {
              if (!Truth.of(run, value)) {
                return List.<Object>of().iterator();
              }
              return selected(run, name, value, args, wanted, ofAttribute);
            });
  }

  private static Iterator<Object> selected(
      Run run, String filter, Object value, Args args, boolean wanted, boolean ofAttribute) {
    int offset = ofAttribute ? 1 : 0;
    if (args.positional().size() < offset) {
      throw new Failure("Missing parameter for attribute name");
    }
    Object attribute = ofAttribute ? args.positional().get(0) : null;
    AttributeGetter getter =
        new AttributeGetter(attribute == None.NONE ? null : attribute, false, null);
    Test test = args.positional().size() > offset ? test(run, args.positional().get(offset)) : null;
    Args rest = test == null ? Args.EMPTY : args.from(offset + 1);
    Iterator<Object> items = Iteration.of(run, value);
    return new Generator(
        run,
        filter,
        () -> {
          while (items.hasNext()) {
            Object item = items.next();
            Object tested = getter.get(run, item);
            if (holds(run, test, tested, rest) == wanted) {
              return item;
            }
          }
          return null;
        });
  }

  private static boolean holds(Run run, @Nullable Test test, Object value, Args args) {
    return test == null ? Truth.of(run, value) : test.holds(run, value, args);
  }

  private static Test test(Run run, Object name) {
    Test test = Tests.find(Repr.str(run, name));
    if (test == null) {
      throw new Failure("No test named '" + Repr.str(run, name) + "'.");
    }
    return test;
  }
}
