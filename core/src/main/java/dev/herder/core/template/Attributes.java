package dev.herder.core.template;

import static java.util.Map.entry;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code value.name} and {@code value[key]} give under the rules of the sandbox. */
final class Attributes {
  private static final Set<String> DICT_MUTATORS =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Set<String> LIST_MUTATORS =
      Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");

  private static final Signature GET = Signature.positionalOnly("get", 1, "key", "default");
  private static final Signature INDEX =
      Signature.positionalOnly("index", 1, "value", "start", "stop");

  private static final Map<String, Method> DICT_METHODS =
      Map.ofEntries(
          entry("get", Attributes::dictGet),
          entry("items", view(DictView.Kind.ITEMS)),
          entry("keys", view(DictView.Kind.KEYS)),
          entry("values", view(DictView.Kind.VALUES)),
          entry("copy", (run, self, args) -> none("copy", args, ((Dict) self).copy(run))),
          entry("fromkeys", (run, self, args) -> Dict.fromKeys(run, args)));
  private static final Map<String, Method> SEQUENCE_METHODS =
      Map.ofEntries(entry("index", Attributes::index), entry("count", Attributes::count));
  private static final Map<String, Method> LIST_METHODS =
      Map.ofEntries(
          entry("index", Attributes::index),
          entry("count", Attributes::count),
          entry("copy", (run, self, args) -> none("copy", args, Iteration.toList(run, self))));

  private Attributes() {}

  /** The method of a dict, or null; a mutator gives a method that is never called. */
  static @Nullable Method dictMethod(String name) {
    return DICT_METHODS.get(name);
  }

  static boolean isDictAttribute(String name) {
    return DICT_METHODS.containsKey(name) || DICT_MUTATORS.contains(name);
  }

  /** {@code value.name}: the attribute first, then the item. */
  static Object get(Run run, Object value, String name) {
    if (value instanceof Undefined u) {
      throw u.failure();
    }
    Object found = find(run, value, name);
    if (found == null && value instanceof Dict d) {
      found = d.get(name);
    }
    return found == null ? Undefined.element(value, name) : found;
  }

  /** {@code value[key]}: the item first, then the attribute. */
  static Object item(Run run, Object value, Object key) {
    if (value instanceof Undefined u) {
      throw u.failure();
    }
    Object found = rawItem(run, value, key);
    if (found == null && Text.is(key)) {
      found = find(run, value, Text.of(key));
    }
    return found == null ? Undefined.element(value, key) : found;
  }

  private static @Nullable Object rawItem(Run run, Object value, Object key) {
    if (value instanceof Dict d) {
      return isHashable(run, key, 0) ? d.get(run, key) : null;
    }
    if (!Numbers.isInt(key)) {
      return null;
    }
    long index = Numbers.toInt(key);
    if (value instanceof List<?> || value instanceof Tuple) {
      List<Object> items = value instanceof Tuple tuple ? tuple.items() : Iteration.list(value);
      long at = index < 0 ? index + items.size() : index;
      return at < 0 || at >= items.size() ? null : items.get((int) at);
    }
    String text = Text.orNull(value);
    if (text != null) {
      int length = Text.length(run, text);
      long at = index < 0 ? index + length : index;
      if (at < 0 || at >= length) {
        return null;
      }
      int from = length == text.length() ? (int) at : Text.offset(text, (int) at);
      return Text.like(value, text.substring(from, text.offsetByCodePoints(from, 1)));
    }
    if (value instanceof Range range) {
      long at = index < 0 ? index + range.size() : index;
      return at < 0 || at >= range.size() ? null : range.at((int) at);
    }
    return null;
  }

  private static boolean isHashable(Run run, Object key, int depth) {
    run.step(1);
    if (key instanceof Tuple tuple && depth < Key.MAX_DEPTH) {
      for (Object item : tuple.items()) {
        if (!isHashable(run, item, depth + 1)) {
          return false;
        }
      }
    }
    return !(key instanceof List || key instanceof Dict || key instanceof DictView);
  }

  /** The attribute proper, or null where Python raises an AttributeError. */
  static @Nullable Object find(Run run, Object value, String name) {
    if (name.startsWith("_")) {
      return null;
    }
    if (value instanceof Dict) {
      return method(value, name, DICT_METHODS.get(name), DICT_MUTATORS);
    } else if (Text.is(value)) {
      return method(value, name, StringMethods.find(name), Set.of());
    } else if (value instanceof List) {
      return method(value, name, LIST_METHODS.get(name), LIST_MUTATORS);
    } else if (value instanceof Tuple tuple) {
      if (tuple.grouped() && (name.equals("grouper") || name.equals("list"))) {
        return tuple.items().get(name.equals("grouper") ? 0 : 1);
      }
      return method(value, name, SEQUENCE_METHODS.get(name), Set.of());
    } else if (value instanceof Namespace namespace) {
      return namespace.attributes.get(name);
    } else if (value instanceof LoopContext loop) {
      return loop.attribute(name);
    } else if (Numbers.is(value)) {
      return NumberMethods.find(value, name);
    } else if (value instanceof Macro macro) {
      return macro.attribute(name);
    } else if (value instanceof Cycler cycler) {
      return cycler.attribute(name);
    } else if (value instanceof Joiner joiner) {
      return joiner.attribute(name);
    } else if (value instanceof Range range) {
      return rangeAttribute(range, name);
    } else if (value instanceof DictView view) {
      return name.equals("mapping") ? view.dict() : null;
    } else if (value instanceof SelfReference self) {
      return self.block(name);
    } else if (value instanceof Builtin builtin && builtin.name().equals("dict")) {
      return name.equals("fromkeys")
          ? new Builtin("fromkeys", "<bound method fromkeys>", Dict::fromKeys)
          : null;
    }
    return null;
  }

  private static @Nullable Object rangeAttribute(Range range, String name) {
    return switch (name) {
      case "start" -> range.start();
      case "stop" -> range.stop();
      case "step" -> range.step();
      default -> {
        Method method = SEQUENCE_METHODS.get(name);
        yield method == null ? null : new BoundMethod(range, name, method);
      }
    };
  }

  private static @Nullable Object method(
      Object self, String name, @Nullable Method method, Set<String> mutators) {
    if (mutators.contains(name)) {
      return Undefined.unsafe(self, name);
    }
    return method == null ? null : new BoundMethod(self, name, method);
  }

  private static Object none(String name, Args args, Object result) {
    if (!args.isEmpty()) {
      throw Failure.type(name + "() takes no arguments");
    }
    return result;
  }

  private static Method view(DictView.Kind kind) {
    return (run, self, args) ->
        none(kind.type().substring(5), args, new DictView((Dict) self, kind));
  }

  private static Object dictGet(Run run, Object self, Args args) {
    Bound a = GET.bind(args);
    Object value = ((Dict) self).get(run, a.get(0));
    return value == null ? a.get(1, None.NONE) : value;
  }

  private static List<Object> sequence(Run run, Object self) {
    return self instanceof Tuple tuple
        ? tuple.items()
        : self instanceof Range ? Iteration.toList(run, self) : Iteration.list(self);
  }

  private static Object index(Run run, Object self, Args args) {
    Bound a = INDEX.bind(args);
    List<Object> items = sequence(run, self);
    int size = items.size();
    long start = a.integer(1, 0);
    long stop = a.integer(2, Integer.MAX_VALUE);
    start = start < 0 ? Math.max(0, start + size) : start;
    stop = stop < 0 ? stop + size : Math.min(stop, size);
    for (long i = start; i < stop; i++) {
      run.step(1);
      if (Compare.equal(run, items.get((int) i), a.get(0))) {
        return i;
      }
    }
    throw Failure.value(Types.brief(a.get(0)) + " is not in " + Types.name(self));
  }

  private static Object count(Run run, Object self, Args args) {
    Object wanted = Signature.positionalOnly("count", 1, "value").bind(args).get(0);
    long count = 0;
    for (Object item : sequence(run, self)) {
      run.step(1);
      if (Compare.equal(run, item, wanted)) {
        count++;
      }
    }
    return count;
  }

  /** The attributes of numbers. */
  private static final class NumberMethods {
    static @Nullable Object find(Object value, String name) {
      Object plain = Numbers.plain(value);
      boolean integer = !(plain instanceof Double);
      return switch (name) {
        case "real" -> plain;
        case "imag" -> integer ? (Object) 0L : 0.0;
        case "numerator" -> integer ? plain : null;
        case "denominator" -> integer ? 1L : null;
        case "conjugate" -> method(plain, name, plain);
        case "bit_length" ->
            integer ? method(plain, name, (long) Numbers.big(plain).abs().bitLength()) : null;
        case "bit_count" ->
            integer ? method(plain, name, (long) Numbers.big(plain).abs().bitCount()) : null;
        case "is_integer" ->
            plain instanceof Double d
                ? method(plain, name, d == Math.rint(d) && !Double.isInfinite(d))
                : null;
        case "as_integer_ratio" ->
            integer ? method(plain, name, Tuple.of(plain, 1L)) : unsupported(plain, name);
        case "hex" -> integer ? null : unsupported(plain, name);
        case "to_bytes", "from_bytes" -> integer ? unsupported(plain, name) : null;
        default -> null;
      };
    }

    private static BoundMethod method(Object self, String name, Object result) {
      return new BoundMethod(self, name, (run, number, args) -> none(name, args, result));
    }

    private static BoundMethod unsupported(Object self, String name) {
      String type = self instanceof BigInteger || self instanceof Long ? "int." : "float.";
      return new BoundMethod(self, name, StringMethods.unsupported(type + name));
    }
  }
}
