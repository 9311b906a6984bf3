package dev.herder.core.template;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The methods of Python's str. */
final class StringMethods {
  private static final Map<String, Method> METHODS =
      Map.ofEntries(
          entry("capitalize", changed("capitalize", Characters::capitalize)),
          entry("casefold", changed("casefold", Characters::caseFold)),
          entry("center", StringMethods::center),
          entry("count", StringSearch::count),
          entry("encode", unsupported("str.encode")),
          entry("endswith", StringSearch.affix("endswith", false)),
          entry("expandtabs", StringMethods::expandTabs),
          entry("find", StringSearch.find("find", true, false)),
          entry("format", StringMethods::format),
          entry("format_map", StringMethods::formatMap),
          entry("index", StringSearch.find("index", true, true)),
          entry("isalnum", all("isalnum", Characters::isAlphanumeric)),
          entry("isalpha", all("isalpha", Character::isLetter)),
          entry("isascii", tested("isascii", s -> s.chars().allMatch(c -> c < 128))),
          entry("isdecimal", all("isdecimal", Characters::isDecimal)),
          entry("isdigit", all("isdigit", Characters::isDigit)),
          entry("isidentifier", tested("isidentifier", StringMethods::isIdentifier)),
          entry("islower", tested("islower", Characters::isLower)),
          entry("isnumeric", all("isnumeric", Characters::isNumeric)),
          entry(
              "isprintable",
              tested("isprintable", s -> s.codePoints().allMatch(Repr::isPrintable))),
          entry("isspace", all("isspace", Text::isSpace)),
          entry("istitle", tested("istitle", Characters::isTitle)),
          entry("isupper", tested("isupper", Characters::isUpper)),
          entry("join", StringMethods::join),
          entry("ljust", justified("ljust", true)),
          entry("lower", changed("lower", Characters::lower)),
          entry("lstrip", stripped("lstrip", true, false)),
          entry("maketrans", unsupported("str.maketrans")),
          entry("partition", StringSplit::partition),
          entry("removeprefix", StringMethods::removePrefix),
          entry("removesuffix", StringMethods::removeSuffix),
          entry("replace", StringMethods::replace),
          entry("rfind", StringSearch.find("rfind", false, false)),
          entry("rindex", StringSearch.find("rindex", false, true)),
          entry("rjust", justified("rjust", false)),
          entry("rpartition", StringSplit::partitionRight),
          entry("rsplit", StringSplit::splitRight),
          entry("rstrip", stripped("rstrip", false, true)),
          entry("split", StringSplit::split),
          entry("splitlines", StringSplit::lines),
          entry("startswith", StringSearch.affix("startswith", true)),
          entry("strip", stripped("strip", true, true)),
          entry("swapcase", changed("swapcase", Characters::swapCase)),
          entry("title", changed("title", Characters::title)),
          entry("translate", unsupported("str.translate")),
          entry("upper", changed("upper", Characters::upper)),
          entry("zfill", StringMethods::zeroFill));

  private static final Signature EXPAND_TABS = Signature.of("expandtabs", 0, "tabsize");
  private static final Signature REPLACE =
      Signature.positionalOnly("replace", 2, "old", "new", "count");

  private StringMethods() {}

  static @Nullable Method find(String name) {
    return METHODS.get(name);
  }

  static Method unsupported(String name) {
    return (run, self, args) -> {
      throw Failure.unsupported(name);
    };
  }

  private static void noArguments(String name, Args args) {
    if (!args.isEmpty()) {
      throw Failure.type("str." + name + "() takes no arguments");
    }
  }

  private static Method changed(String name, UnaryOperator<String> change) {
    return (run, self, args) -> {
      noArguments(name, args);
      String text = Text.of(self);
      run.allocateString(text.length());
      return Text.like(self, change.apply(text));
    };
  }

  private static Method tested(String name, Predicate<String> test) {
    return (run, self, args) -> {
      noArguments(name, args);
      String text = Text.of(self);
      run.step(text.length() >> 3);
      return test.test(text);
    };
  }

  private static Method all(String name, IntPredicate of) {
    return tested(name, text -> Characters.all(text, of));
  }

  private static boolean isIdentifier(String text) {
    return !text.isEmpty()
        && Characters.isNameStart(text.codePointAt(0))
        && text.codePoints().allMatch(Characters::isNamePart);
  }

  private static Method stripped(String name, boolean left, boolean right) {
    Signature signature = Signature.positionalOnly(name, 0, "chars");
    return (run, self, args) -> {
      Object characters = args.isEmpty() ? null : signature.bind(args).some(0);
      String text = Text.of(self);
      run.allocate(text.length() >> 2);
      if (characters == null) {
        return Text.like(self, Text.strip(text, left, right));
      }
      String set = Text.orNull(characters);
      if (set == null) {
        throw Failure.type(name + " arg must be None or str");
      }
      run.step(((long) text.length() * Math.min(set.length(), 16)) >> 8);
      return Text.like(self, Text.strip(text, set, left, right));
    };
  }

  private static Object join(Run run, Object self, Args args) {
    Bound a = Signature.positionalOnly("join", 1, "iterable").bind(args);
    String separator = Text.of(self);
    StringBuilder out = new StringBuilder();
    int index = 0;
    var items = Iteration.of(run, a.get(0));
    while (items.hasNext()) {
      Object item = items.next();
      run.step(1);
      if (index > 0) {
        run.append(out, separator);
      }
      String text = Text.orNull(item);
      if (text == null && !(self instanceof Markup)) {
        throw Failure.type(
            "sequence item " + index + ": expected str instance, " + Types.name(item) + " found");
      }
      run.append(out, self instanceof Markup ? Markup.escape(run, item).text() : Text.of(item));
      index++;
    }
    return Text.like(self, out.toString());
  }

  private static Object replace(Run run, Object self, Args args) {
    Bound a = REPLACE.bind(args);
    String fresh = a.text(1, "");
    if (self instanceof Markup) {
      fresh = Markup.escape(run, a.get(1)).text();
    }
    int count = a.integer(2, -1);
    return Text.like(self, StringSearch.replace(run, Text.of(self), a.text(0, ""), fresh, count));
  }

  private static Object removePrefix(Run run, Object self, Args args) {
    Bound a = Signature.positionalOnly("removeprefix", 1, "prefix").bind(args);
    String text = Text.of(self);
    String prefix = a.text(0, "");
    run.allocate(text.length() >> 2);
    return Text.like(self, text.startsWith(prefix) ? text.substring(prefix.length()) : text);
  }

  private static Object removeSuffix(Run run, Object self, Args args) {
    Bound a = Signature.positionalOnly("removesuffix", 1, "suffix").bind(args);
    String text = Text.of(self);
    String suffix = a.text(0, "");
    run.allocate(text.length() >> 2);
    return Text.like(
        self, text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text);
  }

  private static String fill(Run run, Object self, Bound a) {
    String fill = a.text(1, " ");
    if (fill.codePointCount(0, fill.length()) != 1) {
      throw Failure.type("The fill character must be exactly one character long");
    }
    return self instanceof Markup ? Markup.escape(run, fill).text() : fill;
  }

  private static Object center(Run run, Object self, Args args) {
    Bound a = Signature.positionalOnly("center", 1, "width", "fillchar").bind(args);
    return Text.like(self, centered(run, Text.of(self), a.integer(0, 0), fill(run, self, a)));
  }

  static String centered(Run run, String text, int width, String fill) {
    long missing = (long) width - Text.length(run, text);
    if (missing <= 0) {
      return text;
    }
    long left = missing / 2 + (missing & width & 1);
    return Text.repeat(run, fill, left) + text + Text.repeat(run, fill, missing - left);
  }

  private static Method justified(String name, boolean left) {
    Signature signature = Signature.positionalOnly(name, 1, "width", "fillchar");
    return (run, self, args) -> {
      Bound a = signature.bind(args);
      String text = Text.of(self);
      long missing = (long) a.integer(0, 0) - Text.length(run, text);
      String padding = Text.repeat(run, fill(run, self, a), missing);
      return Text.like(self, left ? text + padding : padding + text);
    };
  }

  private static Object zeroFill(Run run, Object self, Args args) {
    Bound a = Signature.positionalOnly("zfill", 1, "width").bind(args);
    String text = Text.of(self);
    long missing = (long) a.integer(0, 0) - Text.length(run, text);
    boolean signed = text.startsWith("+") || text.startsWith("-");
    String zeros = Text.repeat(run, "0", missing);
    return Text.like(self, signed ? text.charAt(0) + zeros + text.substring(1) : zeros + text);
  }

  private static Object expandTabs(Run run, Object self, Args args) {
    int size = EXPAND_TABS.bind(args).integer(0, 8);
    String text = Text.of(self);
    StringBuilder out = new StringBuilder(text.length());
    int column = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\t') {
        int width = size > 0 ? size - column % size : 0;
        run.append(out, Text.spaces(run, width));
        column += width;
      } else {
        out.append(c);
        column = c == '\n' || c == '\r' ? 0 : column + (Character.isLowSurrogate(c) ? 0 : 1);
      }
    }
    return Text.like(self, run.string(out));
  }

  private static Object format(Run run, Object self, Args args) {
    Dict named = new Dict();
    for (int i = 0; i < args.names().size(); i++) {
      named.map.put(args.names().get(i), args.values().get(i));
    }
    return StrFormat.format(run, self, args.positional(), named);
  }

  private static Object formatMap(Run run, Object self, Args args) {
    Object mapping = Signature.positionalOnly("format_map", 1, "mapping").bind(args).get(0);
    if (!(mapping instanceof Dict named)) {
      throw Failure.type("'" + Types.name(mapping) + "' object is not subscriptable");
    }
    return StrFormat.format(run, self, List.of(), named);
  }
}
