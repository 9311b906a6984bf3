package dev.herder.core.template;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Code of loops. */
final class LoopSteps {
  private LoopSteps() {}

  /**
   * What a loop does with items, wherever they come from.
   *
   * @param target of each item
   * @param filter which items count, or null for all
   * @param loopSlot of the variable loop, or -1 if the body does not use it
   * @param enter what begins each pass
   * @param leave what ends the loop
   * @param otherwise what runs if no pass got to its end
   * @param cost of a pass
   */
  record Body(
      Store target,
      @Nullable ItemFilter filter,
      int loopSlot,
      Step enter,
      Step body,
      Step leave,
      Step otherwise,
      int cost,
      int line) {
    /**
     * Runs the loop.
     *
     * @param around the activation that the filter's variables are in
     */
    Step.Flow run(
        Frame frame,
        Frame around,
        Object items,
        LoopContext.@Nullable Recursion recursion,
        int depth) {
      frame.run.line = line;
      Iterator<Object> iterator = Iteration.of(frame.run, items);
      int length = -1;
      if (filter != null) {
        iterator = filter.over(around, iterator);
      } else if (loopSlot >= 0) {
        length = Iteration.length(frame.run, items);
      }
      boolean finished =
          loopSlot < 0
              ? plain(frame, iterator)
              : extended(frame, new LoopContext(frame.run, iterator, length, recursion, depth));
      leave.run(frame);
      return finished ? Step.Flow.NEXT : otherwise.run(frame);
    }

    /** Returns whether any pass got to its end. */
    private boolean plain(Frame frame, Iterator<Object> items) {
      boolean finished = false;
      while (items.hasNext()) {
        frame.run.line = line;
        frame.run.step(cost);
        target.assign(frame, items.next());
        enter.run(frame);
        Step.Flow flow = body.run(frame);
        finished |= flow == Step.Flow.NEXT;
        if (flow == Step.Flow.BREAK) {
          break;
        }
      }
      return finished;
    }

    private boolean extended(Frame frame, LoopContext loop) {
      boolean finished = false;
      for (Object item = loop.advance(); item != null; item = loop.advance()) {
        frame.run.line = line;
        frame.run.step(cost);
        target.assign(frame, item);
        frame.slots[loopSlot] = loop;
        enter.run(frame);
        Step.Flow flow = body.run(frame);
        finished |= flow == Step.Flow.NEXT;
        if (flow == Step.Flow.BREAK) {
          break;
        }
      }
      return finished;
    }
  }

  /**
   * The condition of {@code for target in items if test}.
   *
   * @param target variables of the test's own scope
   * @param again reads the target back, as what the loop is given
   */
  record ItemFilter(Step enter, Store target, Code test, Code again, int cost, int line) {
    Iterator<Object> over(Frame frame, Iterator<Object> items) {
      boolean[] entered = {false};
      return new Generator(
          frame.run,
          "t_1",
          () -> {
            if (!entered[0]) {
              entered[0] = true;
              enter.run(frame);
            }
            while (items.hasNext()) {
              frame.run.line = line;
              frame.run.step(cost);
              target.assign(frame, items.next());
              if (Truth.of(frame.run, test.eval(frame))) {
                return again.eval(frame);
              }
            }
            return null;
          });
    }
  }

  record For(Code items, Body body) implements Step {
    @Override
    public Flow run(Frame frame) {
      return body.run(frame, frame, items.eval(frame), null, 0);
    }
  }

  /** A loop whose body can be rendered again over other items. */
  record Recursive(Code items, FunctionCode function, Body body) implements Step {
    @Override
    public Flow run(Frame frame) {
      frame.run.append(frame.out, render(frame, items.eval(frame), 0));
      return Flow.NEXT;
    }

    private String render(Frame outer, Object over, int depth) {
      StringBuilder out = new StringBuilder();
      Run run = outer.run;
      Frame frame = new Frame(run, outer.context, outer, function.slots(), out);
      run.deeper(function.depth() + 6);
      body.run(frame, outer, over, (r, items, level) -> render(outer, items, level), depth);
      run.shallower(function.depth() + 6);
      return run.string(out);
    }
  }
}
