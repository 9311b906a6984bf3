package dev.herder.core.verify.ifeval;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Splits English text into words and punctuation as NLTK 3.9.1's {@code word_tokenize} does. */
final class WordTokens {
  /** What is written instead of what is found. */
  private record Rewrite(Pattern pattern, String replacement) {
    String apply(String text) {
      return pattern.matcher(text).replaceAll(replacement);
    }
  }

  private static final String S = "[" + PythonText.SPACE + "]";

  /** Quotes that open, punctuation, brackets, dashes. */
  private static final List<Rewrite> BEFORE_PADDING =
      List.of(
          rewrite("([\u00ab\u201c\u2018\u201e]|[`]+)", " $1 "),
          rewrite("^\"", "``"),
          rewrite("(``)", " $1 "),
          rewrite("([ (\\[{<])(\"|'{2})", "$1 `` "),
          rewrite(
              "(?i)(')(?!re|ve|ll|m|t|s|d|n)([" + PythonText.WORD + "])" + PythonText.BOUNDARY,
              "$1 $2"),
          rewrite("([^.])(\\.)([\\])}>\"'\u00bb\u201d\u2019 ]*)" + S + "*$", "$1 $2 $3 "),
          rewrite("([:,])([^\\p{Nd}])", " $1 $2"),
          rewrite("([:,])$", " $1 "),
          rewrite("\\.{2,}", " $0 "),
          rewrite("[;@#$%&]", " $0 "),
          rewrite("([^.])(\\.)([\\])}>\"']*)" + S + "*$", "$1 $2$3 "),
          rewrite("[?!]", " $0 "),
          rewrite("([^'])' ", "$1 ' "),
          rewrite("[*]", " $0 "),
          rewrite("[\\]\\[(){}<>]", " $0 "),
          rewrite("--", " -- "));

  /** Quotes that close, clitics, contractions. */
  private static final List<Rewrite> AFTER_PADDING =
      List.of(
          rewrite("([\u00bb\u201d\u2019])", " $1 "),
          rewrite("''", " '' "),
          rewrite("\"", " '' "),
          rewrite(S + "+", " "),
          rewrite("([^' ])('[sS]|'[mM]|'[dD]|') ", "$1 $2 "),
          rewrite("([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", "$1 $2 "),
          contraction("(can)(not)", PythonText.BOUNDARY),
          contraction("(d)('ye)", PythonText.BOUNDARY),
          contraction("(gim)(me)", PythonText.BOUNDARY),
          contraction("(gon)(na)", PythonText.BOUNDARY),
          contraction("(got)(ta)", PythonText.BOUNDARY),
          contraction("(lem)(me)", PythonText.BOUNDARY),
          contraction("(more)('n)", PythonText.BOUNDARY),
          contraction("(wan)(na)", "(?=" + S + ")"),
          rewrite("(?iu) ('t)(is)" + PythonText.BOUNDARY, " $1 $2 "),
          rewrite("(?iu) ('t)(was)" + PythonText.BOUNDARY, " $1 $2 "));

  private WordTokens() {}

  /** The words and punctuation of a text. */
  static List<String> of(String text, PunktSentences sentences) {
    List<String> tokens = new ArrayList<>();
    for (String sentence : sentences.split(text)) {
      tokens.addAll(ofSentence(sentence));
    }
    return tokens;
  }

  private static List<String> ofSentence(String sentence) {
    String text = sentence;
    for (Rewrite rewrite : BEFORE_PADDING) {
      text = rewrite.apply(text);
    }
    text = " " + text + " ";
    for (Rewrite rewrite : AFTER_PADDING) {
      text = rewrite.apply(text);
    }
    return PythonText.split(text);
  }

  private static Rewrite contraction(String halves, String end) {
    return rewrite("(?iu)" + PythonText.BOUNDARY + halves + end, " $1 $2 ");
  }

  private static Rewrite rewrite(String pattern, String replacement) {
    return new Rewrite(Pattern.compile(pattern, PythonText.FLAGS), replacement);
  }
}
