package dev.herder.core.template;

import org.jspecify.annotations.Nullable;

/** The variables of one activation of a template, macro, recursive loop or block. */
final class Frame {
  final Run run;
  final Context context;

  /** The activation in which the code was defined. */
  final @Nullable Frame outer;

  /** Null where a variable is undefined. */
  final @Nullable Object[] slots;

  StringBuilder out;

  Frame(Run run, Context context, @Nullable Frame outer, int slots, StringBuilder out) {
    this.run = run;
    this.context = context;
    this.outer = outer;
    this.slots = new Object[slots];
    this.out = out;
  }

  /** The activation so many functions out. */
  Frame hop(int hops) {
    Frame frame = this;
    for (int i = 0; i < hops; i++) {
      if (frame.outer == null) {
        throw new IllegalStateException("no enclosing activation");
      }
      frame = frame.outer;
    }
    return frame;
  }
}
