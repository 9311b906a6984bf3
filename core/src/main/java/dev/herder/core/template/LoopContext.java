package dev.herder.core.template;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}. */
final class LoopContext implements Invocable {
  /** Renders the loop's body over other items. */
  interface Recursion {
    String render(Run run, Object items, int depth);
  }

  private static final Signature CALL = Signature.of("loop", 1, "iterable");

  private final Run run;
  private final @Nullable Recursion recursion;
  private final int depth0;
  private Iterator<Object> items;
  private int length;
  private int index0 = -1;
  private @Nullable Object before;
  private @Nullable Object current;
  private @Nullable Object after;
  private @Nullable Object lastChanged;

  /**
   * Wraps what a loop runs over.
   *
   * @param length of the items, or negative if it is not known beforehand
   */
  LoopContext(
      Run run, Iterator<Object> items, int length, @Nullable Recursion recursion, int depth0) {
    this.run = run;
    this.items = items;
    this.length = length;
    this.recursion = recursion;
    this.depth0 = depth0;
  }

  /** The next item, or null at the end. */
  @Nullable Object advance() {
    Object next = peek();
    if (next != null) {
      after = null;
      index0++;
      before = current;
      current = next;
    }
    return next;
  }

  private @Nullable Object peek() {
    if (after == null && items.hasNext()) {
      after = items.next();
    }
    return after;
  }

  int index() {
    return index0 + 1;
  }

  int length() {
    if (length < 0) {
      List<Object> rest = Iteration.drain(run, items);
      items = rest.iterator();
      length = rest.size() + index() + (after == null ? 0 : 1);
    }
    return length;
  }

  Iterator<Object> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return peek() != null;
      }

      @Override
      public Object next() {
        Object item = advance();
        if (item == null) {
          throw new NoSuchElementException();
        }
        return Tuple.of(item, LoopContext.this);
      }
    };
  }

  @Nullable Object attribute(String name) {
    return switch (name) {
      case "index" -> (long) index();
      case "index0" -> (long) index0;
      case "revindex" -> (long) length() - index0;
      case "revindex0" -> (long) length() - index();
      case "first" -> index0 == 0;
      case "last" -> peek() == null;
      case "length" -> (long) length();
      case "depth" -> depth0 + 1L;
      case "depth0" -> (long) depth0;
      case "previtem" ->
          index0 == 0 || before == null ? Undefined.because("there is no previous item") : before;
      case "nextitem" -> {
        Object next = peek();
        yield next == null ? Undefined.because("there is no next item") : next;
      }
      case "cycle" -> new BoundMethod(this, name, (r, self, args) -> cycle(args));
      case "changed" -> new BoundMethod(this, name, (r, self, args) -> changed(args));
      default -> null;
    };
  }

  private Object cycle(Args args) {
    if (args.names().size() > 0) {
      throw Failure.type("cycle() takes no keyword arguments");
    }
    List<Object> values = args.positional();
    if (values.isEmpty()) {
      throw Failure.type("no items for cycling given");
    }
    return values.get(index0 % values.size());
  }

  private Object changed(Args args) {
    if (args.names().size() > 0) {
      throw Failure.type("changed() takes no keyword arguments");
    }
    Tuple value = new Tuple(args.positional());
    if (lastChanged != null && Compare.equal(run, lastChanged, value)) {
      return false;
    }
    lastChanged = value;
    return true;
  }

  @Override
  public Object call(Run caller, Args args) {
    Object iterable = CALL.bind(args).get(0);
    if (recursion == null) {
      throw Failure.type("The loop must have the 'recursive' marker to be called recursively.");
    }
    return recursion.render(caller, iterable, depth0 + 1);
  }
}
