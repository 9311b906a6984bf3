package dev.herder.core.template;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** jinja's filters by name. */
final class Filters {
  private static final Map<String, Filter> ALL =
      Map.ofEntries(
          entry("abs", NumberFilters::abs),
          entry("attr", Filters::attr),
          entry("batch", SequenceFilters::batch),
          entry("capitalize", TextFilters.changed("capitalize", Characters::capitalize)),
          entry("center", TextFilters::center),
          entry("count", Filters::length),
          entry("d", Filters::otherwise),
          entry("default", Filters::otherwise),
          entry("dictsort", OrderFilters::dictsort),
          entry("e", HtmlFilters::escape),
          entry("escape", HtmlFilters::escape),
          entry("filesizeformat", NumberFilters::fileSize),
          entry("first", SequenceFilters::first),
          entry("float", NumberFilters::real),
          entry("forceescape", HtmlFilters::forceEscape),
          entry("format", TextFilters::format),
          entry("groupby", OrderFilters::groupBy),
          entry("indent", LayoutFilters::indent),
          entry("int", NumberFilters::integer),
          entry("items", SequenceFilters::items),
          entry("join", SequenceFilters::join),
          entry("last", SequenceFilters::last),
          entry("length", Filters::length),
          entry("list", SequenceFilters::list),
          entry("lower", TextFilters.changed("lower", Characters::lower)),
          entry("map", SelectFilters::map),
          entry("max", OrderFilters::max),
          entry("min", OrderFilters::min),
          entry("pprint", LayoutFilters::pprint),
          entry("random", unsupported("random")),
          entry("reject", SelectFilters.select("reject", false, false)),
          entry("rejectattr", SelectFilters.select("rejectattr", false, true)),
          entry("replace", TextFilters::replace),
          entry("reverse", SequenceFilters::reverse),
          entry("round", NumberFilters::round),
          entry("safe", HtmlFilters::safe),
          entry("select", SelectFilters.select("select", true, false)),
          entry("selectattr", SelectFilters.select("selectattr", true, true)),
          entry("slice", SequenceFilters::slice),
          entry("sort", OrderFilters::sort),
          entry("string", TextFilters::string),
          entry("striptags", HtmlFilters::stripTags),
          entry("sum", SequenceFilters::sum),
          entry("title", TextFilters::title),
          entry("tojson", Filters::toJson),
          entry("trim", TextFilters::trim),
          entry("truncate", LayoutFilters::truncate),
          entry("unique", OrderFilters::unique),
          entry("upper", TextFilters.changed("upper", Characters::upper)),
          entry("urlencode", HtmlFilters::urlEncode),
          entry("urlize", unsupported("urlize")),
          entry("wordcount", TextFilters::wordCount),
          entry("wordwrap", LayoutFilters::wordWrap),
          entry("xmlattr", HtmlFilters::xmlAttributes));

  private static final Signature NOTHING = Signature.of("filter", 0);
  private static final Signature ATTR = Signature.of("attr", 1, "name");
  private static final Signature DEFAULT = Signature.of("default", 0, "default_value", "boolean");
  private static final Signature TO_JSON =
      Signature.of("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");

  private Filters() {}

  static @Nullable Filter find(String name) {
    return ALL.get(name);
  }

  static boolean exists(Object name) {
    return Text.is(name) && ALL.containsKey(Text.of(name));
  }

  /** Refuses arguments. */
  static void none(Args args) {
    if (!args.isEmpty()) {
      NOTHING.bind(args);
    }
  }

  private static Filter unsupported(String name) {
    return (run, value, args) -> {
      throw Failure.unsupported("the filter '" + name + "'");
    };
  }

  private static Object length(Run run, Object value, Args args) {
    none(args);
    return Iteration.requireLength(run, value);
  }

  private static Object otherwise(Run run, Object value, Args args) {
    Bound a = DEFAULT.bind(args);
    if (value instanceof Undefined || (a.truth(run, 1, false) && !Truth.of(run, value))) {
      return a.get(0, "");
    }
    return value;
  }

  private static Object attr(Run run, Object value, Args args) {
    String name = ATTR.bind(args).text(0, "");
    if (value instanceof Undefined u) {
      throw u.failure();
    }
    Object found = Attributes.find(run, value, name);
    return found == null ? Undefined.element(value, name) : found;
  }

  private static Object toJson(Run run, Object value, Args args) {
    Bound a = TO_JSON.bind(args);
    Object indent = a.some(1);
    Object separators = a.some(2);
    return Json.dumps(
        run,
        value,
        a.truth(run, 0, false),
        indent == null ? null : indentation(run, indent),
        separators == null ? null : Iteration.toList(run, separators),
        a.truth(run, 3, false));
  }

  private static String indentation(Run run, Object indent) {
    String text = Text.orNull(indent);
    return text == null ? Text.repeat(run, " ", indent) : text;
  }
}
