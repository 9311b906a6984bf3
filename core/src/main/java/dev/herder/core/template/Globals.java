package dev.herder.core.template;

import java.time.LocalDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions every template can call. */
final class Globals {
  private static final Map<String, Object> ALL =
      Map.of(
          "range", function("range", "<function safe_range at 0x0>", Range::call),
          "dict", function("dict", "<TemplateDict object at 0x0>", Dict::call),
          "namespace", function("namespace", "<class 'TemplateNamespace'>", Namespace::call),
          "cycler", function("cycler", "<class 'jinja2.utils.Cycler'>", Cycler::call),
          "joiner", function("joiner", "<class 'jinja2.utils.Joiner'>", Joiner::create),
          "lipsum", function("lipsum", "<function generate_lorem_ipsum at 0x0>", Globals::lipsum),
          "raise_exception",
              function("raise_exception", "<function raise_exception at 0x0>", Globals::raise),
          "strftime_now",
              function("strftime_now", "<function strftime_now at 0x0>", Globals::strftimeNow));

  private static final Signature RAISE = Signature.of("raise_exception", 1, "message");
  private static final Signature STRFTIME_NOW = Signature.of("strftime_now", 1, "format");

  private Globals() {}

  private static Object function(String name, String printed, Invocable body) {
    return new Builtin(name, printed, body);
  }

  static @Nullable Object find(String name) {
    return ALL.get(name);
  }

  private static Object lipsum(Run run, Args args) {
    throw Failure.unsupported("the random function lipsum");
  }

  private static Object raise(Run run, Args args) {
    Object message = RAISE.bind(args).get(0);
    throw new Failure("the template refuses its input: " + Repr.str(run, message));
  }

  private static Object strftimeNow(Run run, Args args) {
    String format = STRFTIME_NOW.bind(args).text(0, "");
    LocalDateTime now = run.now;
    if (now == null) {
      throw new Failure("the template asks for the date (strftime_now), but none was given");
    }
    return Strftime.format(run, now, format);
  }
}
