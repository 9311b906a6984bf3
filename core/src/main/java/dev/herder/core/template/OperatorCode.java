package dev.herder.core.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Code of operators. */
final class OperatorCode {
  private OperatorCode() {}

  record And(Code left, Code right) implements Code {
    @Override
    public Object eval(Frame frame) {
      Object value = left.eval(frame);
      return Truth.of(frame.run, value) ? right.eval(frame) : value;
    }
  }

  record Or(Code left, Code right) implements Code {
    @Override
    public Object eval(Frame frame) {
      Object value = left.eval(frame);
      return Truth.of(frame.run, value) ? value : right.eval(frame);
    }
  }

  record Not(Code operand) implements Code {
    @Override
    public Object eval(Frame frame) {
      return !Truth.of(frame.run, operand.eval(frame));
    }
  }

  record Conditional(Code test, Code then, @Nullable Code otherwise, int line) implements Code {
    @Override
    public Object eval(Frame frame) {
      if (Truth.of(frame.run, test.eval(frame))) {
        return then.eval(frame);
      }
      return otherwise == null
          ? Undefined.because(
              "the inline if-expression on line "
                  + line
                  + " evaluated to false and no else section was defined.")
          : otherwise.eval(frame);
    }
  }

  record Concat(List<Code> parts, int line) implements Code {
    @Override
    public Object eval(Frame frame) {
      StringBuilder text = new StringBuilder();
      for (Code part : parts) {
        Object value = part.eval(frame);
        frame.run.line = line;
        frame.run.append(text, Repr.str(frame.run, value));
      }
      return text.toString();
    }
  }

  /** An operator on two values, both of them evaluated. */
  interface BinaryOperation {
    Object apply(Run run, Object left, Object right);
  }

  record Binary(BinaryOperation operation, Code left, Code right, int line) implements Code {
    @Override
    public Object eval(Frame frame) {
      Object a = left.eval(frame);
      Object b = right.eval(frame);
      frame.run.line = line;
      return operation.apply(frame.run, a, b);
    }
  }

  /** A comparison of two values. */
  interface ComparisonOperation {
    boolean holds(Run run, Object left, Object right);
  }

  record Comparison(ComparisonOperation operation, Code left, Code right, int line)
      implements Code {
    @Override
    public Object eval(Frame frame) {
      Object a = left.eval(frame);
      Object b = right.eval(frame);
      frame.run.line = line;
      return operation.holds(frame.run, a, b);
    }
  }

  /** Comparisons of each operand with the next, up to the first that does not hold. */
  record Chain(Code first, List<ComparisonOperation> operations, List<Code> operands, int line)
      implements Code {
    @Override
    public Object eval(Frame frame) {
      Object left = first.eval(frame);
      for (int i = 0; i < operations.size(); i++) {
        Object right = operands.get(i).eval(frame);
        frame.run.line = line;
        if (!operations.get(i).holds(frame.run, left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    }
  }

  record Negative(Code operand, boolean negated, int line) implements Code {
    @Override
    public Object eval(Frame frame) {
      Object value = operand.eval(frame);
      frame.run.line = line;
      return Operators.signed(value, negated);
    }
  }
}
