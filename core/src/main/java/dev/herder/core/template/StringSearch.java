package dev.herder.core.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of str that look for a part of the string. */
final class StringSearch {
  private static final Signature COUNT =
      Signature.positionalOnly("count", 1, "sub", "start", "end");

  private StringSearch() {}

  /** The chars between the optional start and end of a search, or null if the start is too far. */
  private static int @Nullable [] window(Run run, String text, Bound a) {
    if (!a.has(1) && !a.has(2)) {
      return new int[] {0, text.length()};
    }
    int length = Text.length(run, text);
    int start = bound(a.some(1), 0, length);
    int end = Math.min(bound(a.some(2), length, length), length);
    if (start > length || start > end) {
      return null;
    }
    return new int[] {Text.offset(text, start), Text.offset(text, end)};
  }

  private static int bound(@Nullable Object value, int otherwise, int length) {
    if (value == null) {
      return otherwise;
    }
    int index = Numbers.toInt(value);
    return index < 0 ? Math.max(0, index + length) : index;
  }

  static Object count(Run run, Object self, Args args) {
    Bound a = COUNT.bind(args);
    String text = Text.of(self);
    String part = a.text(0, "");
    int[] window = window(run, text, a);
    if (window == null) {
      return 0L;
    }
    String within = text.substring(window[0], window[1]);
    if (part.isEmpty()) {
      return Text.length(run, within) + 1L;
    }
    long count = 0;
    int at = Search.indexOf(run, within, part, 0);
    while (at >= 0) {
      count++;
      run.step(1);
      at = Search.indexOf(run, within, part, at + part.length());
    }
    return count;
  }

  static Method affix(String name, boolean prefix) {
    Signature signature = Signature.positionalOnly(name, 1, "prefix", "start", "end");
    return (run, self, args) -> {
      Bound a = signature.bind(args);
      String text = Text.of(self);
      int[] window = window(run, text, a);
      List<Object> candidates = a.get(0) instanceof Tuple tuple ? tuple.items() : List.of(a.get(0));
      for (Object candidate : candidates) {
        String part = Text.orNull(candidate);
        if (part == null) {
          throw Failure.type(
              name + " first arg must be str or a tuple of str, not " + Types.name(candidate));
        }
        run.step(1 + (part.length() >> 5));
        if (window != null && part.length() <= window[1] - window[0]) {
          int at = prefix ? window[0] : window[1] - part.length();
          if (text.startsWith(part, at)) {
            return true;
          }
        }
      }
      return false;
    };
  }

  static Method find(String name, boolean first, boolean required) {
    Signature signature = Signature.positionalOnly(name, 1, "sub", "start", "end");
    return (run, self, args) -> {
      Bound a = signature.bind(args);
      String text = Text.of(self);
      String part = a.text(0, "");
      int[] window = window(run, text, a);
      int at = -1;
      if (window != null && first) {
        at = Search.indexOf(run, text.substring(0, window[1]), part, window[0]);
      } else if (window != null) {
        at = Search.lastIndexOf(run, text, part, window[0], window[1]);
      }
      if (at < 0 && required) {
        throw Failure.value("substring not found");
      }
      run.step(Math.max(at, 0) >> 5);
      return at < 0 ? -1L : (long) text.codePointCount(0, at);
    };
  }

  /** Replaces at most {@code count} occurrences, all of them if it is negative. */
  static String replace(Run run, String text, String old, String fresh, int count) {
    int left = count < 0 ? Integer.MAX_VALUE : count;
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    int at = old.isEmpty() ? 0 : Search.indexOf(run, text, old, 0);
    while (at >= 0 && left-- > 0) {
      run.step(1);
      run.append(out, text.substring(from, at));
      run.append(out, fresh);
      from = at + old.length();
      if (!old.isEmpty()) {
        at = Search.indexOf(run, text, old, from);
      } else if (at < text.length()) {
        at = text.offsetByCodePoints(at, 1);
      } else {
        at = -1;
      }
    }
    if (from == 0 && out.length() == 0) {
      return text;
    }
    run.append(out, text.substring(from));
    return out.toString();
  }
}
