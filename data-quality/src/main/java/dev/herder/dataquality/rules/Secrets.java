package dev.herder.dataquality.rules;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keys and passwords, found by the shapes that their issuers give them. */
final class Secrets {
  private record Shape(String name, Pattern pattern) {
    Shape(String name, String pattern) {
      this(name, Pattern.compile(pattern));
    }
  }

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----");

  private static final List<Shape> SHAPES =
      List.of(
          new Shape("an AWS access key", "\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"),
          new Shape("a GitHub token", "\\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\\w{50})"),
          new Shape("an API key", "\\bsk-[A-Za-z0-9_-]{20}"),
          new Shape("a Google API key", "\\bAIza[0-9A-Za-z_-]{35}"),
          new Shape("a Slack token", "\\bxox[abeprs]-[0-9A-Za-z-]{10}"),
          new Shape("a Hugging Face token", "\\bhf_[A-Za-z0-9]{30}"),
          new Shape("a Stripe key", "\\b[sr]k_live_[0-9A-Za-z]{16}"),
          new Shape(
              "a signed token",
              "\\beyJ[A-Za-z0-9_-]{10,4000}+\\.eyJ[A-Za-z0-9_-]{10,4000}+\\.[A-Za-z0-9_-]{10}"));

  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)(?:api[_-]?key|secret|token|passw(?:or)?d)[\"']?\\s{0,3}[:=]\\s{0,3}"
              + "[\"']([^\"'\\s]{12,200})[\"']");

  /** Bits for a character; words have about 3 or less, random letters and digits 4 and more. */
  private static final double RANDOM = 3.5;

  private Secrets() {}

  static @Nullable String privateKey(String text) {
    Matcher found = PRIVATE_KEY.matcher(text);
    return found.find() ? "a private key at character " + (found.start() + 1) : null;
  }

  static @Nullable String key(String text) {
    for (Shape shape : SHAPES) {
      Matcher found = shape.pattern().matcher(text);
      if (found.find()) {
        return shape.name() + " at character " + (found.start() + 1);
      }
    }
    for (Matcher found = ASSIGNED.matcher(text); found.find(); ) {
      String value = found.group(1);
      if (value.matches(".*[0-9].*") && value.matches(".*[A-Za-z].*") && entropy(value) > RANDOM) {
        return "an assigned secret at character " + (found.start(1) + 1);
      }
    }
    return null;
  }

  /** Shannon's entropy of a text's characters in bits for a character. */
  static double entropy(String text) {
    int[] counts = new int[256];
    text.chars().forEach(c -> counts[c & 0xff]++);
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / text.length();
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }
}
