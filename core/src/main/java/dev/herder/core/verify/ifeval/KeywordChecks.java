package dev.herder.core.verify.ifeval;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Instructions on words, letters and their case. */
final class KeywordChecks {
  private static final int IGNORE_CASE =
      PythonText.FLAGS | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

  private final English english;

  KeywordChecks(English english) {
    this.english = english;
  }

  Check existence(Arguments arguments) {
    List<Pattern> patterns =
        arguments.texts("keywords").stream()
            .map(word -> arguments.pattern("keywords", "", word, "", IGNORE_CASE))
            .toList();
    return response ->
        patterns.stream().allMatch(p -> p.matcher(arguments.bounded(response)).find());
  }

  Check forbidden(Arguments arguments) {
    String edge = PythonText.BOUNDARY;
    List<Pattern> patterns =
        arguments.texts("forbidden_words").stream()
            .map(word -> arguments.pattern("forbidden_words", edge, word, edge, IGNORE_CASE))
            .toList();
    return response ->
        patterns.stream().noneMatch(p -> p.matcher(arguments.bounded(response)).find());
  }

  Check frequency(Arguments arguments) {
    String keyword = PythonText.strip(arguments.text("keyword"));
    Pattern pattern = arguments.pattern("keyword", "", keyword, "", IGNORE_CASE);
    IntPredicate enough = arguments.relation("relation", "frequency");
    return response -> enough.test(PythonText.count(pattern, arguments.bounded(response)));
  }

  Check letter(Arguments arguments) {
    String letter = arguments.text("letter");
    if (letter.codePointCount(0, letter.length()) != 1 || PythonText.strip(letter).isEmpty()) {
      throw arguments.refusal("letter", "found '" + letter + "', expected one character");
    }
    String lower = PythonText.lower(letter);
    IntPredicate enough = arguments.relation("let_relation", "let_frequency");
    return response -> {
      long count =
          PythonText.lower(response)
              .codePoints()
              .filter(c -> lower.equals(Character.toString(c)))
              .count();
      return enough.test((int) count);
    };
  }

  Check capitalWords(Arguments arguments) {
    IntPredicate enough = arguments.relation("capital_relation", "capital_frequency");
    return response -> {
      long count = english.words(response).stream().filter(PythonText::isUpper).count();
      return enough.test((int) count);
    };
  }

  boolean upperEnglish(String response) {
    return PythonText.isUpper(response) && english.maybe("en", response);
  }

  boolean lowerEnglish(String response) {
    return PythonText.isLower(response) && english.maybe("en", response);
  }
}
