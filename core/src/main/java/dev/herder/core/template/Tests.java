package dev.herder.core.template;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** jinja's tests by name. */
final class Tests {
  private static final Signature OTHER = Signature.of("test", 1, "other");
  private static final Signature NUM = Signature.of("divisibleby", 1, "num");
  private static final Signature SEQ = Signature.of("in", 1, "seq");

  private static final Map<String, Test> ALL =
      Map.ofEntries(
          entry("odd", remainder(1)),
          entry("even", remainder(0)),
          entry("divisibleby", Tests::divisibleBy),
          entry("defined", plain(value -> !(value instanceof Undefined))),
          entry("undefined", plain(value -> value instanceof Undefined)),
          entry("filter", named(Filters::exists)),
          entry("test", named(Tests::exists)),
          entry("none", plain(value -> value == None.NONE)),
          entry("boolean", plain(value -> value instanceof Boolean)),
          entry("false", plain(value -> value.equals(false))),
          entry("true", plain(value -> value.equals(true))),
          entry("integer", plain(value -> Numbers.isInt(value) && !(value instanceof Boolean))),
          entry("float", plain(value -> value instanceof Double)),
          entry("lower", cased(Characters::isLower)),
          entry("upper", cased(Characters::isUpper)),
          entry("string", plain(Text::is)),
          entry("mapping", plain(value -> value instanceof Dict)),
          entry("number", plain(Numbers::is)),
          entry("sequence", plain(Tests::isSequence)),
          entry("iterable", Tests::isIterable),
          entry(
              "callable", plain(value -> value instanceof Invocable || value instanceof Undefined)),
          entry("sameas", Tests::sameAs),
          entry("escaped", plain(value -> value instanceof Markup)),
          entry("in", Tests::in),
          entry("==", compared("==")),
          entry("eq", compared("==")),
          entry("equalto", compared("==")),
          entry("!=", compared("!=")),
          entry("ne", compared("!=")),
          entry(">", compared(">")),
          entry("gt", compared(">")),
          entry("greaterthan", compared(">")),
          entry("ge", compared(">=")),
          entry(">=", compared(">=")),
          entry("<", compared("<")),
          entry("lt", compared("<")),
          entry("lessthan", compared("<")),
          entry("<=", compared("<=")),
          entry("le", compared("<=")));

  private Tests() {}

  static @Nullable Test find(String name) {
    return ALL.get(name);
  }

  private static boolean exists(Object name) {
    return Text.is(name) && ALL.containsKey(Text.of(name));
  }

  private static Test plain(Predicate<Object> predicate) {
    return (run, value, args) -> {
      Filters.none(args);
      return predicate.test(value);
    };
  }

  private static Test named(Predicate<Object> exists) {
    return (run, value, args) -> {
      Filters.none(args);
      Key.of(run, value);
      return exists.test(value);
    };
  }

  private static Test cased(Predicate<String> predicate) {
    return (run, value, args) -> {
      Filters.none(args);
      return predicate.test(Repr.str(run, value));
    };
  }

  private static Test remainder(long wanted) {
    return (run, value, args) -> {
      Filters.none(args);
      return Compare.equal(run, Operators.modulo(run, value, 2L), wanted);
    };
  }

  private static boolean divisibleBy(Run run, Object value, Args args) {
    Object divisor = NUM.bind(args).get(0);
    return Compare.equal(run, Operators.modulo(run, value, divisor), 0L);
  }

  private static boolean isSequence(Object value) {
    return Text.is(value)
        || value instanceof List
        || value instanceof Tuple
        || value instanceof Dict
        || value instanceof Range
        || value instanceof Undefined;
  }

  private static boolean isIterable(Run run, Object value, Args args) {
    Filters.none(args);
    return Iteration.tryOf(run, value) != null;
  }

  private static boolean sameAs(Run run, Object value, Args args) {
    return Compare.same(value, OTHER.bind(args).get(0));
  }

  private static boolean in(Run run, Object value, Args args) {
    return Compare.contains(run, SEQ.bind(args).get(0), value);
  }

  private static Test compared(String operator) {
    OperatorCode.ComparisonOperation operation = Operators.comparison(operator);
    return (run, value, args) -> operation.holds(run, value, OTHER.bind(args).get(0));
  }
}
