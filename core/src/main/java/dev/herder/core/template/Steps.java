package dev.herder.core.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Code of the simple statements. */
final class Steps {
  /** Does nothing. */
  static final Step NOTHING = frame -> Step.Flow.NEXT;

  private Steps() {}

  record Sequence(List<Step> steps) implements Step {
    @Override
    public Flow run(Frame frame) {
      for (Step step : steps) {
        Flow flow = step.run(frame);
        if (flow != Flow.NEXT) {
          return flow;
        }
      }
      return Flow.NEXT;
    }
  }

  record Data(String text) implements Step {
    @Override
    public Flow run(Frame frame) {
      frame.run.append(frame.out, text);
      return Flow.NEXT;
    }
  }

  record Print(Code value, int line) implements Step {
    @Override
    public Flow run(Frame frame) {
      Object result = value.eval(frame);
      frame.run.line = line;
      frame.run.append(frame.out, Repr.str(frame.run, result));
      return Flow.NEXT;
    }
  }

  /** Prints what must already be a string. */
  static void write(Frame frame, Object value) {
    String text = Text.orNull(value);
    if (text == null) {
      throw Failure.type(
          "expected str instance, " + Types.name(value) + " found, where text is written");
    }
    frame.run.append(frame.out, text);
  }

  record Assign(Store target, Code value) implements Step {
    @Override
    public Flow run(Frame frame) {
      target.assign(frame, value.eval(frame));
      return Flow.NEXT;
    }
  }

  /** A condition and what runs where it holds. */
  record Branch(Code test, Step body, int line) {}

  record If(List<Branch> branches, Step otherwise) implements Step {
    @Override
    public Flow run(Frame frame) {
      for (Branch branch : branches) {
        frame.run.line = branch.line;
        if (Truth.of(frame.run, branch.test.eval(frame))) {
          return branch.body.run(frame);
        }
      }
      return otherwise.run(frame);
    }
  }

  /**
   * The first value of a variable.
   *
   * @param slot of the variable
   * @param input what to look up in the template's input, null if the value is not from there
   * @param outer variable to copy, null if the value is not from there
   */
  record Load(int slot, @Nullable String input, ValueCode.@Nullable Variable outer) {}

  /** Gives the variables of a scope their first values. */
  record Enter(List<Load> loads) implements Step {
    @Override
    public Flow run(Frame frame) {
      for (Load load : loads) {
        frame.slots[load.slot] =
            load.input != null
                ? frame.context.resolve(load.input)
                : load.outer == null ? null : load.outer.raw(frame);
      }
      return Flow.NEXT;
    }
  }

  /** Makes the variables of a scope undefined again. */
  record Leave(List<Integer> slots) implements Step {
    @Override
    public Flow run(Frame frame) {
      for (int slot : slots) {
        frame.slots[slot] = null;
      }
      return Flow.NEXT;
    }
  }

  /** Shows variables of the top level to blocks. */
  record Export(Map<String, Code> variables) implements Step {
    @Override
    public Flow run(Frame frame) {
      variables.forEach((name, value) -> frame.context.exported.put(name, value.eval(frame)));
      return Flow.NEXT;
    }
  }

  /** A tag that needs a template that is not there. */
  record Missing(String tag, int line) implements Step {
    @Override
    public Flow run(Frame frame) {
      frame.run.line = line;
      throw new Failure("{% " + tag + " %} needs another template, and a chat template has none");
    }
  }

  /** Defines a macro. */
  record Define(MacroCode code, Store target) implements Step {
    @Override
    public Flow run(Frame frame) {
      target.assign(frame, new Macro(code, frame));
      return Flow.NEXT;
    }
  }

  /** Renders a block by name, and sees the variables around it if it is scoped. */
  record Block(String name, boolean required, @Nullable Export locals, int line) implements Step {
    @Override
    public Flow run(Frame frame) {
      frame.run.line = line;
      if (required) {
        throw new Failure("Required block '" + name + "' not found");
      }
      FunctionCode code = frame.context.blocks.get(name);
      if (code == null) {
        throw new IllegalStateException("block " + name);
      }
      Context context = frame.context;
      if (locals != null) {
        Map<String, Object> values = new HashMap<>();
        locals.variables.forEach((key, variable) -> values.put(key, variable.eval(frame)));
        values.values().removeIf(value -> value instanceof Undefined);
        context = context.with(values);
      }
      code.run(frame.run, context, null, frame.out);
      return Flow.NEXT;
    }
  }

  /** Refuses to escape. */
  record Autoescape(Code value, Step body, int line) implements Step {
    @Override
    public Flow run(Frame frame) {
      Object on = value.eval(frame);
      frame.run.line = line;
      if (Truth.of(frame.run, on)) {
        throw Failure.unsupported("{% autoescape true %}");
      }
      return body.run(frame);
    }
  }
}
