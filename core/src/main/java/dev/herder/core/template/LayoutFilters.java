package dev.herder.core.template;

import java.util.ArrayList;
import java.util.List;

/** Filters that lay out text in lines. */
final class LayoutFilters {
  private static final Signature INDENT = Signature.of("indent", 0, "width", "first", "blank");
  private static final Signature TRUNCATE =
      Signature.of("truncate", 0, "length", "killwords", "end", "leeway");
  private static final Signature WORD_WRAP =
      Signature.of("wordwrap", 0, "width", "break_long_words", "wrapstring", "break_on_hyphens");

  private LayoutFilters() {}

  static Object indent(Run run, Object value, Args args) {
    Bound a = INDENT.bind(args);
    Object width = a.get(0, 4L);
    String indention = Text.orNull(width);
    if (indention == null) {
      indention = Text.repeat(run, " ", width);
    }
    Object ended = Operators.add(run, value, "\n");
    String text = Text.orNull(ended);
    if (text == null) {
      throw Failure.type("indent needs a string, not " + Types.name(value));
    }
    boolean first = a.truth(run, 1, false);
    boolean blank = a.truth(run, 2, false);
    StringBuilder out = new StringBuilder(text.length() + 16);
    int number = 0;
    for (String line : StringSplit.lines(text, false)) {
      if (number > 0) {
        run.append(out, "\n");
      }
      if (number == 0 ? first : blank || !line.isEmpty()) {
        run.append(out, indention);
      }
      run.append(out, line);
      number++;
    }
    return Text.like(value, out.toString());
  }

  static Object truncate(Run run, Object value, Args args) {
    Bound a = TRUNCATE.bind(args);
    if (value instanceof Undefined) {
      return value;
    }
    String end = a.text(2, "...");
    int endLength = end.codePointCount(0, end.length());
    long length = a.integer(0, 255);
    long leeway = a.some(3) == null ? 5 : a.integer(3, 5);
    if (length < endLength) {
      throw new Failure("AssertionError: expected length >= " + endLength + ", got " + length);
    }
    if (leeway < 0) {
      throw new Failure("AssertionError: expected leeway >= 0, got " + leeway);
    }
    if (Iteration.requireLength(run, value) <= length + leeway) {
      return value;
    }
    String text = Text.of(value);
    run.allocateString(length);
    String cut = text.substring(0, Text.offset(text, (int) length - endLength));
    if (!a.truth(run, 1, false)) {
      int space = cut.lastIndexOf(' ');
      cut = space < 0 ? cut : cut.substring(0, space);
    }
    String ending = value instanceof Markup ? Markup.escape(run, end).text() : end;
    return Text.like(value, cut + ending);
  }

  static Object wordWrap(Run run, Object value, Args args) {
    Bound a = WORD_WRAP.bind(args);
    if (value instanceof Undefined u) {
      throw u.failure();
    }
    String text = Text.of(value);
    int width = a.integer(0, 79);
    boolean breakWords = a.truth(run, 1, true);
    String newline = a.some(2) == null ? "\n" : a.text(2, "\n");
    boolean hyphens = a.truth(run, 3, true);
    TextWrap wrap = new TextWrap(run, width, breakWords, hyphens);
    List<String> paragraphs = new ArrayList<>();
    for (String line : StringSplit.lines(text, false)) {
      paragraphs.add(String.join(newline, wrap.wrap(line)));
    }
    String wrapped = String.join(newline, paragraphs);
    run.allocateString(wrapped.length());
    return wrapped;
  }

  static Object pprint(Run run, Object value, Args args) {
    Filters.none(args);
    return PrettyPrint.format(run, value);
  }
}
