package dev.herder.core.template;

import java.util.ArrayList;
import java.util.List;

/** Python's operators on values of any type. */
final class Operators {
  private Operators() {}

  static OperatorCode.BinaryOperation binary(String operator) {
    return switch (operator) {
      case "+" -> Operators::add;
      case "-" -> Operators::subtract;
      case "*" -> Operators::multiply;
      case "/" -> (run, a, b) -> Arithmetic.divide(run, number("/", a, b), b);
      case "//" -> (run, a, b) -> Arithmetic.floorDivide(run, number("//", a, b), b);
      case "%" -> Operators::modulo;
      case "**" -> (run, a, b) -> Arithmetic.power(run, number("** or pow()", a, b), b);
      default -> throw new IllegalStateException("operator " + operator);
    };
  }

  static OperatorCode.ComparisonOperation comparison(String operator) {
    return switch (operator) {
      case "==" -> Compare::equal;
      case "!=" -> (run, a, b) -> !Compare.equal(run, a, b);
      case "<" -> (run, a, b) -> Compare.ordered(run, Compare.Order.LESS, a, b);
      case "<=" -> (run, a, b) -> Compare.ordered(run, Compare.Order.LESS_OR_EQUAL, a, b);
      case ">" -> (run, a, b) -> Compare.ordered(run, Compare.Order.GREATER, a, b);
      case ">=" -> (run, a, b) -> Compare.ordered(run, Compare.Order.GREATER_OR_EQUAL, a, b);
      case "in" -> (run, a, b) -> Compare.contains(run, b, a);
      case "not in" -> (run, a, b) -> !Compare.contains(run, b, a);
      default -> throw new IllegalStateException("operator " + operator);
    };
  }

  static Object add(Run run, Object a, Object b) {
    if (a instanceof String x && b instanceof String y) {
      run.allocateString((long) x.length() + y.length());
      return x.concat(y);
    }
    if (Numbers.is(a) && Numbers.is(b)) {
      return Arithmetic.add(run, a, b);
    }
    if (Text.is(a) && Text.is(b)) {
      Markup x = Markup.escape(run, a);
      Markup y = Markup.escape(run, b);
      run.allocateString((long) x.text().length() + y.text().length());
      return new Markup(x.text() + y.text());
    }
    if (a instanceof List<?> && b instanceof List<?>) {
      return joined(run, Iteration.list(a), Iteration.list(b));
    }
    if (a instanceof Tuple x && b instanceof Tuple y) {
      return new Tuple(joined(run, x.items(), y.items()));
    }
    refuseUndefined(a, b);
    if (Text.is(a) || a instanceof List || a instanceof Tuple) {
      String type = Types.name(a);
      throw Failure.type(
          "can only concatenate " + type + " (not \"" + Types.name(b) + "\") to " + type);
    }
    throw unsupported("+", a, b);
  }

  private static List<Object> joined(Run run, List<Object> a, List<Object> b) {
    run.step((a.size() + b.size()) >> 3);
    run.allocate(4L * a.size() + 4L * b.size());
    List<Object> joined = new ArrayList<>(a.size() + b.size());
    joined.addAll(a);
    joined.addAll(b);
    return joined;
  }

  private static Object subtract(Run run, Object a, Object b) {
    if (a instanceof DictView x && b instanceof DictView) {
      throw Failure.unsupported("a set (" + x.kind().type() + " - ...)");
    }
    return Arithmetic.subtract(run, number("-", a, b), b);
  }

  private static Object multiply(Run run, Object a, Object b) {
    if (Numbers.is(a) && Numbers.is(b)) {
      return Arithmetic.multiply(run, a, b);
    }
    refuseUndefined(a, b);
    if (isSequence(a) && Numbers.isInt(b)) {
      return repeated(run, a, b);
    }
    if (isSequence(b) && Numbers.isInt(a)) {
      return repeated(run, b, a);
    }
    if (isSequence(a) || isSequence(b)) {
      Object other = isSequence(a) ? b : a;
      throw Failure.type("can't multiply sequence by non-int of type '" + Types.name(other) + "'");
    }
    throw unsupported("*", a, b);
  }

  private static boolean isSequence(Object value) {
    return Text.is(value) || value instanceof List || value instanceof Tuple;
  }

  private static Object repeated(Run run, Object sequence, Object count) {
    String text = Text.orNull(sequence);
    if (text != null) {
      return Text.like(sequence, Text.repeat(run, text, count));
    }
    List<Object> items = sequence instanceof Tuple t ? t.items() : Iteration.list(sequence);
    long times = Math.max(0, Numbers.toInt(count));
    run.step((times * items.size()) >> 3);
    run.allocate(4 * times * items.size());
    List<Object> repeated = new ArrayList<>((int) (times * items.size()));
    for (long i = 0; i < times && !items.isEmpty(); i++) {
      repeated.addAll(items);
    }
    return sequence instanceof Tuple ? new Tuple(repeated) : repeated;
  }

  static Object modulo(Run run, Object a, Object b) {
    if (Text.is(a)) {
      return Printf.format(run, a, b);
    }
    return Arithmetic.modulo(run, number("%", a, b), b);
  }

  static Object signed(Object value, boolean negated) {
    if (!Numbers.is(value)) {
      if (value instanceof Undefined u) {
        throw u.failure();
      }
      throw Failure.type(
          "bad operand type for unary " + (negated ? "-" : "+") + ": '" + Types.name(value) + "'");
    }
    return negated ? Arithmetic.negate(value) : Numbers.plain(value);
  }

  /** The left operand, if both are numbers. */
  private static Object number(String operator, Object a, Object b) {
    if (!Numbers.is(a) || !Numbers.is(b)) {
      refuseUndefined(a, b);
      throw unsupported(operator, a, b);
    }
    return a;
  }

  private static void refuseUndefined(Object a, Object b) {
    if (a instanceof Undefined u) {
      throw u.failure();
    }
    if (b instanceof Undefined u) {
      throw u.failure();
    }
  }

  private static Failure unsupported(String operator, Object a, Object b) {
    return Failure.type(
        "unsupported operand type(s) for "
            + operator
            + ": '"
            + Types.name(a)
            + "' and '"
            + Types.name(b)
            + "'");
  }
}
