package dev.herder.core.template;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A Python generator or iterator: lazy, and used up by the first who iterates over it. */
final class Generator implements Iterator<Object> {
  /** Computes the next value. */
  interface Source {
    /** The next value, or null at the end. */
    @Nullable Object next();
  }

  /** Levels of nesting that one generator around another costs. */
  private static final int LEVELS = 4;

  private final Run run;
  private final String name;
  private final Source source;
  private @Nullable Object ahead;
  private boolean ended;

  /**
   * A generator.
   *
   * @param name of the Python function behind it, or the iterator's type
   */
  Generator(Run run, String name, Source source) {
    this.run = run;
    this.name = name;
    this.source = source;
  }

  /** A generator that looks at its input only when it is first asked for a value. */
  static Generator lazily(Run run, String name, Supplier<Iterator<Object>> items) {
    return new Generator(
        run,
        name,
        new Source() {
          private @Nullable Iterator<Object> started;

          @Override
          public @Nullable Object next() {
            Iterator<Object> iterator = started;
            if (iterator == null) {
              iterator = items.get();
              started = iterator;
            }
            return iterator.hasNext() ? iterator.next() : null;
          }
        });
  }

  String type() {
    return name.endsWith("iterator") || name.equals("reversed") ? name : "generator";
  }

  /** What Python prints, with the address left at zero. */
  String repr() {
    return type().equals("generator")
        ? "<generator object " + name + " at 0x0>"
        : "<" + name + " object at 0x0>";
  }

  @Override
  public boolean hasNext() {
    if (ahead == null && !ended) {
      run.deeper(LEVELS);
      ahead = source.next();
      run.shallower(LEVELS);
      ended = ahead == null;
    }
    return ahead != null;
  }

  @Override
  public Object next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Object value = ahead;
    ahead = null;
    if (value == null) {
      throw new NoSuchElementException();
    }
    return value;
  }
}
