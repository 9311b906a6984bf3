package dev.herder.core.template;

import java.math.BigInteger;
import java.util.List;

/** The names of Python's types, for messages. */
final class Types {
  private Types() {}

  static String name(Object value) {
    if (value instanceof String) {
      return "str";
    } else if (value instanceof Long || value instanceof BigInteger) {
      return "int";
    } else if (value instanceof Double) {
      return "float";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value == None.NONE) {
      return "NoneType";
    } else if (value instanceof List) {
      return "list";
    } else if (value instanceof Dict) {
      return "dict";
    } else if (value instanceof Tuple t) {
      return t.grouped() ? "_GroupTuple" : "tuple";
    } else if (value instanceof DictView view) {
      return view.kind().type();
    } else if (value instanceof Generator g) {
      return g.type();
    } else if (value instanceof BoundMethod) {
      return "builtin_function_or_method";
    } else if (value instanceof Builtin) {
      return "function";
    } else if (value instanceof LoopContext) {
      return "LoopContext";
    }
    return value.getClass().getSimpleName();
  }

  /** The name with its module where jinja would print one. */
  static String qualifiedName(Object value) {
    if (value instanceof Macro || value instanceof LoopContext) {
      return "jinja2.runtime." + name(value);
    }
    if (value instanceof Cycler || value instanceof Joiner) {
      return "jinja2.utils." + name(value);
    }
    if (value instanceof Markup) {
      return "markupsafe.Markup";
    }
    return name(value);
  }

  /** A short description of a value, for messages that have no rendering at hand. */
  static String brief(Object value) {
    if (value instanceof String s) {
      return "'" + s + "'";
    }
    if (value instanceof Boolean b) {
      return b ? "True" : "False";
    }
    if (value instanceof Long || value instanceof Double) {
      return value.toString();
    }
    return name(value);
  }
}
