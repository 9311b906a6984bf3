package dev.herder.core.verify.ifeval;

import dev.herder.core.UserError;
import dev.herder.core.verify.search.BoundedText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of an instruction.
 *
 * <p>Where one is missing the published checker draws a value at random; that is refused here.
 */
final class Arguments {
  /** About a second of search. */
  private static final long MAX_STEPS = 50_000_000;

  private final Instruction instruction;
  private final Set<String> read = new HashSet<>();

  Arguments(Instruction instruction) {
    this.instruction = instruction;
  }

  /** A whole number, not negative. */
  int count(String key) {
    Object value = value(key);
    if (value instanceof Number number
        && number.doubleValue() == Math.rint(number.doubleValue())
        && number.doubleValue() >= 0
        && number.doubleValue() <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw instruction.refusal(key, found(value) + ", expected a whole number, 0 or more");
  }

  /** Text that is not empty. */
  String text(String key) {
    Object value = value(key);
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw instruction.refusal(key, found(value) + ", expected text");
  }

  /** Texts, at least one. */
  List<String> texts(String key) {
    Object value = value(key);
    List<String> texts = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object each : list) {
        if (!(each instanceof String text)) {
          throw instruction.refusal(key, "found " + each + ", expected a list of texts");
        }
        texts.add(text);
      }
    }
    if (texts.isEmpty()) {
      throw instruction.refusal(key, found(value) + ", expected a list of texts");
    }
    return texts;
  }

  /** {@code less than} or {@code at least} a count. */
  IntPredicate relation(String key, String countKey) {
    String relation = text(key);
    int threshold = count(countKey);
    return switch (relation) {
      case "less than" -> count -> count < threshold;
      case "at least" -> count -> count >= threshold;
      default ->
          throw instruction.refusal(
              key, "found '" + relation + "', expected 'less than' or 'at least'");
    };
  }

  /** A pattern around the text of an argument, which the published checker reads as a pattern. */
  Pattern pattern(String key, String before, String text, String after, int flags) {
    try {
      return Pattern.compile(before + text + after, flags);
    } catch (PatternSyntaxException e) {
      throw instruction.refusal(
          key,
          String.format(
              Locale.ROOT, "'%s' is not a regular expression: %s", text, e.getDescription()));
    }
  }

  /** A text that a pattern of the row may search only so long. */
  CharSequence bounded(String text) {
    return new BoundedText(text, MAX_STEPS);
  }

  /** What is wrong with an argument. */
  UserError refusal(String key, String what) {
    return instruction.refusal(key, what);
  }

  /** Refuses arguments that the instruction does not have. */
  void requireAllRead() {
    for (Map.Entry<String, @Nullable Object> argument : instruction.arguments().entrySet()) {
      if (argument.getValue() != null && !read.contains(argument.getKey())) {
        throw instruction.refusal(
            argument.getKey(),
            "is not known, expected "
                + (read.isEmpty() ? "none" : String.join(", ", read.stream().sorted().toList())));
      }
    }
  }

  private @Nullable Object value(String key) {
    read.add(key);
    return instruction.arguments().get(key);
  }

  private static String found(@Nullable Object value) {
    return value == null ? "it is missing" : "found " + value;
  }
}
