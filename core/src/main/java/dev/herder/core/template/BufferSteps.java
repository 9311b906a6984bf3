package dev.herder.core.template;

import org.jspecify.annotations.Nullable;

/** Code of the statements that collect the text of their body before they use it. */
final class BufferSteps {
  private BufferSteps() {}

  /** Runs a body that writes to a buffer of its own, and what uses the buffer, if it gets there. */
  private static Step.Flow buffered(Frame frame, Step body, Runnable use) {
    StringBuilder before = frame.out;
    frame.out = new StringBuilder();
    Step.Flow flow = body.run(frame);
    if (flow == Step.Flow.NEXT) {
      use.run();
    }
    frame.out = before;
    return flow;
  }

  /** Assigns the text of a block, filtered or not. */
  record SetBlock(Step enter, Step body, @Nullable Code filter, Store target, Step leave, int line)
      implements Step {
    @Override
    public Flow run(Frame frame) {
      enter.run(frame);
      Flow flow =
          buffered(
              frame,
              body,
              () -> {
                frame.run.line = line;
                target.assign(
                    frame, filter == null ? frame.run.string(frame.out) : filter.eval(frame));
              });
      leave.run(frame);
      return flow;
    }
  }

  record FilterBlock(Step enter, Step body, Code filter, Step leave, int line) implements Step {
    @Override
    public Flow run(Frame frame) {
      enter.run(frame);
      StringBuilder before = frame.out;
      Flow flow =
          buffered(
              frame,
              body,
              () -> {
                Object text = filter.eval(frame);
                frame.run.line = line;
                frame.out = before;
                Steps.write(frame, text);
              });
      leave.run(frame);
      return flow;
    }
  }

  /** Calls a macro that may call the block's body back. */
  record Call(MacroCode caller, CallCode.Call call, int line) implements Step {
    @Override
    public Flow run(Frame frame) {
      Object text = call.eval(frame, new Macro(caller, frame));
      frame.run.line = line;
      Steps.write(frame, text);
      return Flow.NEXT;
    }
  }

  /** Renders a body and notes where in the output it goes. */
  record Generation(FunctionCode body) implements Step {
    @Override
    public Flow run(Frame frame) {
      Run run = frame.run;
      String text = body.text(run, frame.context, frame);
      int start = run.root.length();
      run.allocate(4);
      run.spans.add(new Rendered.Span(start, start + text.length()));
      run.append(frame.out, text);
      return Flow.NEXT;
    }
  }
}
