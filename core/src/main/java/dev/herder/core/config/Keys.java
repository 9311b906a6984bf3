package dev.herder.core.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Spellings of keys: {@code learningRate} in Java, {@code learning-rate} in files. */
final class Keys {
  private static final Pattern PLAIN = Pattern.compile("[\\w.-]{1,60}");

  private Keys() {}

  /** The key of a record's component: kebab-case. */
  static String ofComponent(String name) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean begins =
          Character.isUpperCase(c)
              && i > 0
              && (!Character.isUpperCase(name.charAt(i - 1))
                  || (i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1))));
      key.append(begins ? "-" : "").append(Character.toLowerCase(c));
    }
    return key.toString();
  }

  /** The key of an enum's constant: {@code FLOAT_32} is {@code float-32}. */
  static String ofConstant(Enum<?> constant) {
    return canonical(constant.name().toLowerCase(Locale.ROOT));
  }

  /** The canonical spelling of a key that a user gave: snake_case is the same key. */
  static String canonical(String key) {
    return key.replace('_', '-');
  }

  /** The place of a key below another one, for messages; strange keys are shown in quotes. */
  static String below(String parent, String key) {
    return parent.isEmpty() ? shown(key) : parent + "." + shown(key);
  }

  /** A key as it is, or in quotes where it is strange. */
  static String shown(String key) {
    return PLAIN.matcher(key).matches() ? key : Quoted.shortly(key);
  }
}
