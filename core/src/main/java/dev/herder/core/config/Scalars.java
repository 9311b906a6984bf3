package dev.herder.core.config;

import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns texts into values of a type; the type decides what a text means, not its look. */
final class Scalars {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,1000}");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(?:[0-9]{1,400}(?:\\.[0-9]{0,400})?|\\.[0-9]{1,400})(?:[eE][-+]?[0-9]{1,9})?");

  private final ProblemList problems;

  Scalars(ProblemList problems) {
    this.problems = problems;
  }

  /** What texts of a type look like, for messages. */
  static String expected(Class<?> type) {
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    } else if (type == double.class || type == Double.class) {
      return "a number";
    } else if (type == float.class || type == Float.class) {
      return "a number";
    } else if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    } else if (type == Path.class) {
      return "a path";
    } else if (type.isEnum()) {
      return "one of " + String.join(", ", constants(type));
    }
    return type == String.class ? "a text" : "a value";
  }

  /** The value, or null after a problem. */
  @Nullable Object bind(Class<?> type, ConfigNode.Scalar scalar, String key) {
    String text = scalar.text();
    if (type == String.class) {
      return text;
    } else if (type == Path.class) {
      return path(scalar, key);
    } else if (type.isEnum()) {
      return constant(type, scalar, key);
    } else if (type == Object.class) {
      return scalar.plain() ? guess(text) : text;
    } else if (!scalar.plain()) {
      return mismatch(type, scalar, key, "remove the quotes");
    } else if (type == boolean.class || type == Boolean.class) {
      return bool(type, scalar, key);
    } else if (type == int.class || type == Integer.class) {
      BigInteger whole = whole(type, scalar, key, 31);
      return whole == null ? null : (Object) whole.intValueExact();
    } else if (type == long.class || type == Long.class) {
      BigInteger whole = whole(type, scalar, key, 63);
      return whole == null ? null : (Object) whole.longValueExact();
    } else if (type == double.class || type == Double.class) {
      Double number = number(type, scalar, key);
      return number == null ? null : finite(number, scalar, key);
    } else if (type == float.class || type == Float.class) {
      Double number = number(type, scalar, key);
      return number == null ? null : finite(Float.parseFloat(text), scalar, key);
    }
    throw new IllegalArgumentException(key + ": " + type + " cannot be configured");
  }

  private @Nullable Object bool(Class<?> type, ConfigNode.Scalar scalar, String key) {
    return switch (scalar.text()) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> mismatch(type, scalar, key, "");
    };
  }

  private @Nullable BigInteger whole(
      Class<?> type, ConfigNode.Scalar scalar, String key, int bits) {
    if (!WHOLE.matcher(scalar.text()).matches()) {
      boolean number = NUMBER.matcher(scalar.text()).matches();
      mismatch(type, scalar, key, number ? "write it without point and exponent" : "");
      return null;
    }
    BigInteger value = new BigInteger(scalar.text());
    if (value.bitLength() > bits) {
      outOfRange(scalar, key);
      return null;
    }
    return value;
  }

  private @Nullable Double number(Class<?> type, ConfigNode.Scalar scalar, String key) {
    if (!NUMBER.matcher(scalar.text()).matches()) {
      mismatch(type, scalar, key, "");
      return null;
    }
    return Double.valueOf(scalar.text());
  }

  private @Nullable Object finite(Number value, ConfigNode.Scalar scalar, String key) {
    return Double.isInfinite(value.doubleValue()) ? outOfRange(scalar, key) : value;
  }

  private @Nullable Object outOfRange(ConfigNode.Scalar scalar, String key) {
    problems.add(scalar.origin(), key, scalar.kind() + " is too large for the setting");
    return null;
  }

  private @Nullable Object constant(Class<?> type, ConfigNode.Scalar scalar, String key) {
    String wanted = Keys.canonical(scalar.text());
    for (Object constant : type.getEnumConstants()) {
      if (Keys.ofConstant((Enum<?>) constant).equalsIgnoreCase(wanted)) {
        return constant;
      }
    }
    return mismatch(type, scalar, key, Suggestions.didYouMean(scalar.text(), constants(type)));
  }

  private static List<String> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> Keys.ofConstant((Enum<?>) constant))
        .toList();
  }

  /**
   * A path: in a file relative to the file's folder, on the command line to the current one; {@code
   * ~/} is the home folder.
   */
  private @Nullable Object path(ConfigNode.Scalar scalar, String key) {
    String text = scalar.text();
    if (text.isEmpty()) {
      return mismatch(Path.class, scalar, key, "");
    }
    try {
      if (scalar.origin() instanceof Origin.Default) {
        return Path.of(text);
      }
      if (text.startsWith("~/")) {
        return Path.of(System.getProperty("user.home", "~"), text.substring(2));
      }
      Path path = Path.of(text);
      Path folder =
          scalar.origin() instanceof Origin.File file ? Path.of(file.file()).getParent() : null;
      return folder == null ? path : folder.resolve(path).normalize();
    } catch (InvalidPathException e) {
      return mismatch(Path.class, scalar, key, "");
    }
  }

  /** What a plain text is where anything may stand. */
  private static Object guess(String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return Boolean.valueOf(text);
    } else if (WHOLE.matcher(text).matches()) {
      BigInteger whole = new BigInteger(text);
      return whole.bitLength() < 64 ? (Object) whole.longValueExact() : whole;
    } else if (NUMBER.matcher(text).matches() && Double.isFinite(Double.parseDouble(text))) {
      return Double.valueOf(text);
    }
    return text;
  }

  private @Nullable Object mismatch(
      Class<?> type, ConfigNode.Scalar scalar, String key, String hint) {
    problems.add(
        scalar.origin(), key, "is " + scalar.kind() + ", expected " + expected(type), hint);
    return null;
  }
}
