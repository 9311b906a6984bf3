package dev.herder.core.template;

import org.jspecify.annotations.Nullable;

/**
 * The code of a template, macro, recursive loop or block.
 *
 * @param slots number of its variables
 * @param enter what gives the variables their first values
 * @param body the statements
 * @param depth how deep the nodes of the body nest
 * @param cost how many steps one run counts for, loops apart
 */
record FunctionCode(int slots, Step enter, Step body, int depth, int cost) {
  /** What a call takes in depth besides the nesting of the body. */
  private static final int CALL_DEPTH = 6;

  /** Runs in a new activation that writes to {@code out}. */
  void run(Run run, Context context, @Nullable Frame outer, StringBuilder out) {
    run(new Frame(run, context, outer, slots, out), () -> {});
  }

  /** Runs in a prepared activation. */
  void run(Frame frame, Runnable afterEnter) {
    frame.run.step(cost);
    frame.run.deeper(depth + CALL_DEPTH);
    enter.run(frame);
    afterEnter.run();
    body.run(frame);
    frame.run.shallower(depth + CALL_DEPTH);
  }

  /** Runs in a new activation and returns what it writes. */
  String text(Run run, Context context, @Nullable Frame outer) {
    StringBuilder out = new StringBuilder();
    run(run, context, outer, out);
    return run.string(out);
  }
}
