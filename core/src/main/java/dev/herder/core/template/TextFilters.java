package dev.herder.core.template;

import java.util.function.UnaryOperator;

/** Filters on text. */
final class TextFilters {
  private static final Signature CENTER = Signature.of("center", 0, "width");
  private static final Signature REPLACE = Signature.of("replace", 2, "old", "new", "count");
  private static final Signature TRIM = Signature.of("trim", 0, "chars");

  private TextFilters() {}

  /** Markup stays markup, anything else becomes a string. */
  private static Object soft(Run run, Object value) {
    return Text.is(value) ? value : Repr.str(run, value);
  }

  static Filter changed(String name, UnaryOperator<String> change) {
    return (run, value, args) -> {
      Filters.none(args);
      Object text = soft(run, value);
      run.allocateString(Text.of(text).length());
      return Text.like(text, change.apply(Text.of(text)));
    };
  }

  static Object string(Run run, Object value, Args args) {
    Filters.none(args);
    return soft(run, value);
  }

  static Object center(Run run, Object value, Args args) {
    int width = CENTER.bind(args).integer(0, 80);
    Object text = soft(run, value);
    return Text.like(text, StringMethods.centered(run, Text.of(text), width, " "));
  }

  static Object replace(Run run, Object value, Args args) {
    Bound a = REPLACE.bind(args);
    int count = a.some(2) == null ? -1 : a.integer(2, -1);
    return StringSearch.replace(
        run, Repr.str(run, value), Repr.str(run, a.get(0)), Repr.str(run, a.get(1)), count);
  }

  static Object trim(Run run, Object value, Args args) {
    Object text = soft(run, value);
    Object chars = args.isEmpty() ? null : TRIM.bind(args).some(0);
    run.allocate(Text.of(text).length() >> 2);
    if (chars == null) {
      return Text.like(text, Text.strip(Text.of(text), true, true));
    }
    String set = Text.of(chars);
    run.step(((long) Text.of(text).length() * Math.min(set.length(), 16)) >> 8);
    return Text.like(text, Text.strip(Text.of(text), set, true, true));
  }

  /** Words begin after white space, hyphens and opening brackets; the rest is lower case. */
  static Object title(Run run, Object value, Args args) {
    Filters.none(args);
    String text = Repr.str(run, value);
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int start = at;
      boolean separators = isSeparator(text.charAt(at));
      while (at < text.length() && isSeparator(text.charAt(at)) == separators) {
        at++;
      }
      int first = text.offsetByCodePoints(start, 1);
      out.append(Characters.upper(text.substring(start, first)));
      out.append(Characters.lower(text.substring(first, at)));
    }
    return run.string(out);
  }

  private static boolean isSeparator(char c) {
    return Text.isSpace(c) || "-({[<".indexOf(c) >= 0;
  }

  static Object wordCount(Run run, Object value, Args args) {
    Filters.none(args);
    String text = Repr.str(run, value);
    run.step(text.length() >> 3);
    long words = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean word = Characters.isWord(c);
      if (word && !inWord) {
        words++;
      }
      inWord = word;
    }
    return words;
  }

  static Object format(Run run, Object value, Args args) {
    if (args.positional().size() > 0 && args.names().size() > 0) {
      throw new Failure("can't handle positional and keyword arguments at the same time");
    }
    Object values = new Tuple(args.positional());
    if (args.names().size() > 0) {
      Dict named = new Dict();
      for (int i = 0; i < args.names().size(); i++) {
        named.map.put(args.names().get(i), args.values().get(i));
      }
      values = named;
    }
    return Printf.format(run, soft(run, value), values);
  }
}
