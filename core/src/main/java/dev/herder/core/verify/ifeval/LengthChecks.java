package dev.herder.core.verify.ifeval;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Instructions on how long an answer is and how it is divided. */
final class LengthChecks {
  private static final String S = "[" + PythonText.SPACE + "]?";
  private static final Pattern PARAGRAPHS = Pattern.compile(S + "\\*\\*\\*" + S, PythonText.FLAGS);
  private static final Pattern BLANK_LINE = Pattern.compile("\n\n");
  private static final Pattern STARS = Pattern.compile("******", Pattern.LITERAL);
  private static final String PUNCTUATION = ".,?!'\"";

  private final English english;

  LengthChecks(English english) {
    this.english = english;
  }

  Check sentences(Arguments arguments) {
    IntPredicate enough = arguments.relation("relation", "num_sentences");
    return response -> enough.test(english.countSentences(response));
  }

  Check words(Arguments arguments) {
    IntPredicate enough = arguments.relation("relation", "num_words");
    return response -> enough.test(english.countWords(response));
  }

  Check paragraphs(Arguments arguments) {
    int wanted = arguments.count("num_paragraphs");
    return response -> {
      String[] parts = PARAGRAPHS.split(response, -1);
      int count = parts.length;
      for (int i = 0; i < parts.length; i++) {
        if (PythonText.strip(parts[i]).isEmpty()) {
          if (i > 0 && i < parts.length - 1) {
            return false;
          }
          count--;
        }
      }
      return count == wanted;
    };
  }

  Check firstWord(Arguments arguments) {
    int wanted = arguments.count("num_paragraphs");
    int nth = arguments.count("nth_paragraph");
    if (nth < 1 || nth > wanted) {
      throw arguments.refusal(
          "nth_paragraph", "found " + nth + ", expected 1 to num_paragraphs, which is " + wanted);
    }
    String word = PythonText.lower(arguments.text("first_word"));
    return response -> {
      String[] parts = BLANK_LINE.split(response, -1);
      int count = 0;
      for (String part : parts) {
        count += PythonText.strip(part).isEmpty() ? 0 : 1;
      }
      if (nth > count) {
        return false;
      }
      List<String> words = PythonText.split(parts[nth - 1]);
      return !words.isEmpty() && count == wanted && bare(words.get(0)).equals(word);
    };
  }

  /** A word in lower case, without quotes before it, up to its first punctuation. */
  private static String bare(String word) {
    int start = 0;
    while (start < word.length() && word.charAt(start) == '\'') {
      start++;
    }
    while (start < word.length() && word.charAt(start) == '"') {
      start++;
    }
    int end = start;
    while (end < word.length() && PUNCTUATION.indexOf(word.charAt(end)) < 0) {
      end++;
    }
    // Letter by letter, as the published checker does: a final sigma stays a sigma.
    StringBuilder lower = new StringBuilder();
    word.substring(start, end)
        .codePoints()
        .forEach(c -> lower.append(PythonText.lower(Character.toString(c))));
    return lower.toString();
  }

  boolean twoResponses(String response) {
    String[] parts = STARS.split(response, -1);
    String first = null;
    String second = null;
    for (int i = 0; i < parts.length; i++) {
      String part = PythonText.strip(parts[i]);
      if (part.isEmpty()) {
        if (i > 0 && i < parts.length - 1) {
          return false;
        }
      } else if (first == null) {
        first = part;
      } else if (second == null) {
        second = part;
      } else {
        return false;
      }
    }
    return second != null && !second.equals(first);
  }

  Check sections(Arguments arguments) {
    String name = PythonText.strip(arguments.text("section_spliter"));
    Pattern pattern =
        arguments.pattern("section_spliter", S, name, S + "\\p{Nd}+" + S, PythonText.FLAGS);
    int wanted = arguments.count("num_sections");
    return response -> PythonText.count(pattern, arguments.bounded(response)) >= wanted;
  }
}
