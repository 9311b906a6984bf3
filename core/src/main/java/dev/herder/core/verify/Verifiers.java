package dev.herder.core.verify;

import dev.herder.core.UserError;
import dev.herder.core.verify.code.SandboxLimits;
import dev.herder.core.verify.ifeval.IfEval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a verifier by what a recipe or the command line calls it. */
public final class Verifiers {
  private static final Map<String, Function<String, Verifier>> BUILT_IN =
      Map.of(
          "code", Verifiers::code,
          "exact", Verifiers::exact,
          "gsm8k", Verifiers::gsm8k,
          "ifeval", Verifiers::ifEval,
          "json-schema", JsonSchemaVerifier::of,
          "length", LengthVerifier::of,
          "math", MathVerifier::of,
          "regex", RegexVerifier::of);

  /** A weight before a verifier. */
  private static final Pattern WEIGHT =
      Pattern.compile("\\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\\s*\\*");

  /** Where the next term of a sum begins. */
  private static final Pattern PLUS = Pattern.compile("\\s*\\+(?=" + WEIGHT.pattern() + ")");

  private Verifiers() {}

  /**
   * The verifier of a specification: {@code NAME}, {@code NAME:PARAMETER}, or a weighted sum of
   * such, {@code 0.8*gsm8k + 0.2*length:200}.
   *
   * <p>Known are {@code gsm8k} ({@code gsm8k:strict} refuses answers without {@code ####}), {@code
   * math} ({@code math:TOLERANCE}), {@code exact}, {@code regex} (the pattern is the prompt's
   * {@code pattern}), {@code regex:PATTERN}, {@code ifeval} ({@code ifeval:loose}), {@code
   * json-schema} (the prompt's {@code schema}), {@code json-schema:FILE}, {@code length:MOST},
   * {@code code:python}, and every {@link Verifier} that {@link ServiceLoader} finds (these take no
   * parameter).
   *
   * @throws UserError if there is no such verifier, naming those that there are
   */
  public static Verifier byName(String spec) {
    Matcher weight = WEIGHT.matcher(spec);
    if (!weight.lookingAt()) {
      return single(spec.strip());
    }
    List<WeightedVerifier.Term> terms = new ArrayList<>();
    for (String term : PLUS.split(spec, -1)) {
      weight.reset(term);
      if (!weight.lookingAt()) {
        throw new UserError(
            "verifier: '"
                + term
                + "' has no weight, expected one, as in 0.8*gsm8k + 0.2*length:200");
      }
      terms.add(
          new WeightedVerifier.Term(
              weight(weight.group(1), term), single(term.substring(weight.end()).strip())));
    }
    return new WeightedVerifier(terms);
  }

  private static double weight(String text, String term) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new UserError("verifier: '" + text + "' in '" + term + "' is not a weight", e);
    }
  }

  private static Verifier single(String spec) {
    int colon = spec.indexOf(':');
    String name = colon < 0 ? spec : spec.substring(0, colon);
    String parameter = colon < 0 ? "" : spec.substring(colon + 1);
    Map<String, Verifier> installed = installed();
    Function<String, Verifier> builtIn = BUILT_IN.get(name);
    if (builtIn != null) {
      return builtIn.apply(parameter);
    }
    Verifier own = installed.get(name);
    if (own == null) {
      List<String> known = new ArrayList<>(BUILT_IN.keySet());
      known.addAll(installed.keySet());
      known.sort(String::compareTo);
      throw new UserError(
          "verifier: '"
              + spec
              + "' is not known, expected one of "
              + String.join(", ", known)
              + " (regex takes a pattern: regex:PATTERN), or a sum of such with weights, as"
              + " 0.8*gsm8k + 0.2*length:200");
    }
    if (colon >= 0) {
      throw new UserError(
          "verifier: '" + name + "' takes no parameter, found ':" + parameter + "'; write " + name);
    }
    return own;
  }

  /** The verifier of a specification as a scorer. */
  public static VerifierScorer scorer(String spec) {
    return new VerifierScorer(byName(spec));
  }

  private static Map<String, Verifier> installed() {
    Map<String, Verifier> found = new TreeMap<>();
    try {
      for (Verifier verifier : ServiceLoader.load(Verifier.class)) {
        String name = verifier.name();
        if (BUILT_IN.containsKey(name) || found.put(name, verifier) != null) {
          throw new UserError(
              "verifier: the name '"
                  + name
                  + "' of "
                  + verifier.getClass().getName()
                  + " is taken; rename it or remove one jar from the class path");
        }
      }
    } catch (ServiceConfigurationError e) {
      throw new UserError("verifier: cannot load from the class path: " + e.getMessage(), e);
    }
    return found;
  }

  private static Verifier code(String parameter) {
    if (!parameter.equals("python")) {
      throw new UserError("verifier: 'code:" + parameter + "' is not known, expected code:python");
    }
    return PythonTests.open(SandboxLimits.DEFAULT);
  }

  private static Verifier exact(String parameter) {
    requireOneOf("exact", parameter, "");
    return new ExactVerifier();
  }

  private static Verifier gsm8k(String parameter) {
    requireOneOf("gsm8k", parameter, "", "strict");
    return new Gsm8kVerifier(
        parameter.isEmpty() ? Gsm8kVerifier.Fallback.LAST_NUMBER : Gsm8kVerifier.Fallback.NONE);
  }

  private static Verifier ifEval(String parameter) {
    requireOneOf("ifeval", parameter, "", "strict", "loose");
    return new IfEvalVerifier(
        IfEval.load(), parameter.equals("loose") ? IfEval.Mode.LOOSE : IfEval.Mode.STRICT);
  }

  private static void requireOneOf(String name, String parameter, String... expected) {
    if (!List.of(expected).contains(parameter)) {
      List<String> ways = new ArrayList<>();
      for (String way : expected) {
        ways.add(way.isEmpty() ? name : name + ":" + way);
      }
      throw new UserError(
          String.format(
              Locale.ROOT,
              "verifier: '%s:%s' is not known, expected %s",
              name,
              parameter,
              String.join(" or ", ways)));
    }
  }
}
