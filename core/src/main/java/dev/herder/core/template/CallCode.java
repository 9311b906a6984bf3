package dev.herder.core.template;

import org.jspecify.annotations.Nullable;

/** Code of calls, filters and tests. */
final class CallCode {
  private CallCode() {}

  /** A call of any value; what a call block passes as caller comes from the frame. */
  record Call(Code callee, ArgumentsCode arguments, int line) implements Code {
    @Override
    public Object eval(Frame frame) {
      return eval(frame, null);
    }

    Object eval(Frame frame, @Nullable Macro caller) {
      Object function = callee.eval(frame);
      Args args = arguments.eval(frame, caller);
      frame.run.line = line;
      return call(frame.run, function, args);
    }
  }

  static Object call(Run run, Object function, Args args) {
    run.step(1);
    if (function instanceof Invocable invocable) {
      return invocable.call(run, args);
    }
    if (function instanceof Undefined u) {
      throw u.failure();
    }
    throw Failure.type("'" + Types.name(function) + "' object is not callable");
  }

  /** A call of an attribute, without the detour over a bound method for strings and dicts. */
  record MethodCall(
      Code object,
      String name,
      @Nullable Method ofString,
      @Nullable Method ofDict,
      ArgumentsCode arguments,
      int line)
      implements Code {
    @Override
    public Object eval(Frame frame) {
      Object self = object.eval(frame);
      frame.run.line = line;
      Method method = self instanceof String ? ofString : self instanceof Dict ? ofDict : null;
      if (method == null) {
        Object function = Attributes.get(frame.run, self, name);
        Args args = arguments.eval(frame, null);
        frame.run.line = line;
        return CallCode.call(frame.run, function, args);
      }
      Args args = arguments.eval(frame, null);
      frame.run.line = line;
      frame.run.step(1);
      return method.call(frame.run, self, args);
    }
  }

  /** A filter; without input it is given the text written so far. */
  record FilterCode(@Nullable Code input, Filter filter, ArgumentsCode arguments, int line)
      implements Code {
    @Override
    public Object eval(Frame frame) {
      Object value = input == null ? frame.out.toString() : input.eval(frame);
      Args args = arguments.eval(frame, null);
      frame.run.line = line;
      frame.run.step(1);
      return filter.apply(frame.run, value, args);
    }
  }

  record TestCode(Code input, Test test, ArgumentsCode arguments, int line) implements Code {
    @Override
    public Object eval(Frame frame) {
      Object value = input.eval(frame);
      Args args = arguments.eval(frame, null);
      frame.run.line = line;
      return test.holds(frame.run, value, args);
    }
  }
}
