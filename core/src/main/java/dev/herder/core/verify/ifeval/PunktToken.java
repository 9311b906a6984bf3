package dev.herder.core.verify.ifeval;

import java.util.regex.Pattern;

/** A word of a text, and whether a sentence ends with it. */
final class PunktToken {
  private static final String ALPHA = "[\\p{L}\\p{Nl}\\p{No}_]";
  private static final Pattern ELLIPSIS = Pattern.compile("\\.\\.+");
  private static final Pattern NUMERIC =
      Pattern.compile("-?[.,]?\\p{Nd}[\\p{Nd},.-]*\\.?", PythonText.FLAGS);
  private static final Pattern INITIAL = Pattern.compile(ALPHA + "\\.", PythonText.FLAGS);

  /** What a number's type is. */
  static final String NUMBER = "##number##";

  final String text;
  final String type;
  boolean sentenceEnd;
  boolean abbreviation;

  PunktToken(String text) {
    this.text = text;
    String lower = PythonText.lower(text);
    this.type = NUMERIC.matcher(lower).matches() ? NUMBER : lower;
  }

  boolean endsInPeriod() {
    return text.endsWith(".");
  }

  boolean ellipsis() {
    return ELLIPSIS.matcher(text).matches();
  }

  boolean initial() {
    return INITIAL.matcher(text).matches();
  }

  boolean firstUpper() {
    return PythonText.isUpper(first());
  }

  boolean firstLower() {
    return PythonText.isLower(first());
  }

  private String first() {
    return text.substring(0, text.offsetByCodePoints(0, 1));
  }

  String typeWithoutPeriod() {
    return type.length() > 1 && type.endsWith(".") ? type.substring(0, type.length() - 1) : type;
  }

  /** The type as the word after a full stop is looked up. */
  String typeWithoutSentencePeriod() {
    return sentenceEnd ? typeWithoutPeriod() : type;
  }
}
