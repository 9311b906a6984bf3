package dev.herder.cli.option;

import dev.herder.core.UserError;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * A setting that the user gave by an option or a parameter of its own.
 *
 * @param option how the user knows it, for messages: {@code --learning-rate}, {@code FILE}
 * @param key the setting's key
 * @param value text, a list of texts, or a boolean
 */
record GivenSetting(String option, String key, Object value) {
  /**
   * All that were given, in no particular order; defaults are not among them.
   *
   * @throws UserError if an option with one value was given several times
   */
  static List<GivenSetting> of(ParseResult parsed) {
    List<GivenSetting> given = new ArrayList<>();
    for (ArgSpec arg : parsed.matchedArgs()) {
      requireOnce(arg);
      ConfigKey key = keyOf(arg);
      Object value = arg.getValue();
      if (key != null && value != null) {
        given.add(
            new GivenSetting(
                nameOf(arg), key.value(), key.means().isEmpty() ? value : key.means()));
      }
    }
    return given;
  }

  /** The parser itself does not look into groups of options. */
  private static void requireOnce(ArgSpec arg) {
    boolean flag = arg.type() == boolean.class || arg.type() == Boolean.class;
    if (!arg.isMultiValue() && !flag && arg.originalStringValues().size() > 1) {
      throw new UserError(
          nameOf(arg) + ": given " + arg.originalStringValues().size() + " times, expected once");
    }
  }

  /** The key that an option or parameter stands for; null if it is no setting. */
  static @Nullable ConfigKey keyOf(ArgSpec arg) {
    return arg.userObject() instanceof Field field ? field.getAnnotation(ConfigKey.class) : null;
  }

  private static String nameOf(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }
}
