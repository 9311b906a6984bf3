package dev.herder.core.verify.ifeval;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Instructions on the form of an answer, its beginning and its end. */
final class FormatChecks {
  private static final String S = "[" + PythonText.SPACE + "]";
  private static final int LINES = PythonText.FLAGS | Pattern.MULTILINE;
  private static final Pattern PLACEHOLDER = Pattern.compile("\\[.*?\\]", PythonText.FLAGS);
  private static final Pattern STAR_BULLET = Pattern.compile("^" + S + "*\\*[^*].*$", LINES);
  private static final Pattern DASH_BULLET = Pattern.compile("^" + S + "*-.*$", LINES);
  private static final Pattern HIGHLIGHT = Pattern.compile("\\*[^\\n*]*\\*");
  private static final Pattern DOUBLE_HIGHLIGHT = Pattern.compile("\\*\\*[^\\n*]*\\*\\*");
  private static final Pattern TITLE = Pattern.compile("<<[^\\n]+>>");
  private static final List<String> CHOICES =
      List.of("My answer is yes.", "My answer is no.", "My answer is maybe.");
  private static final List<String> FENCES = List.of("```json", "```Json", "```JSON", "```");

  private FormatChecks() {}

  static Check placeholders(Arguments arguments) {
    int wanted = arguments.count("num_placeholders");
    return response -> PythonText.count(PLACEHOLDER, response) >= wanted;
  }

  static Check postscript(Arguments arguments) {
    String marker = PythonText.strip(arguments.text("postscript_marker"));
    String pattern =
        switch (marker) {
          case "P.P.S" -> "p\\." + S + "?p\\." + S + "?s";
          case "P.S." -> "p\\." + S + "?s\\.";
          default -> PythonText.lower(marker);
        };
    Pattern found = arguments.pattern("postscript_marker", S + "*", pattern, ".*$", LINES);
    return response -> found.matcher(arguments.bounded(PythonText.lower(response))).find();
  }

  static Check bullets(Arguments arguments) {
    int wanted = arguments.count("num_bullets");
    return response ->
        PythonText.count(STAR_BULLET, response) + PythonText.count(DASH_BULLET, response) == wanted;
  }

  static Check highlights(Arguments arguments) {
    int wanted = arguments.count("num_highlights");
    return response -> {
      int count = 0;
      for (Matcher found = HIGHLIGHT.matcher(response); found.find(); ) {
        String inside = PythonText.strip(found.group(), '*');
        count += PythonText.strip(inside).isEmpty() ? 0 : 1;
      }
      for (Matcher found = DOUBLE_HIGHLIGHT.matcher(response); found.find(); ) {
        String inside = found.group().substring(2, found.group().length() - 2);
        count += PythonText.strip(inside).isEmpty() ? 0 : 1;
      }
      return count >= wanted;
    };
  }

  static boolean title(String response) {
    for (Matcher found = TITLE.matcher(response); found.find(); ) {
      String title = found.group();
      int start = 0;
      while (start < title.length() && title.charAt(start) == '<') {
        start++;
      }
      int end = title.length();
      while (end > start && title.charAt(end - 1) == '>') {
        end--;
      }
      if (!PythonText.strip(title.substring(start, end)).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  static boolean choice(String response) {
    return CHOICES.stream().anyMatch(response::contains);
  }

  static boolean json(String response) {
    String text = PythonText.strip(response);
    for (String fence : FENCES) {
      text = text.startsWith(fence) ? text.substring(fence.length()) : text;
    }
    text = text.endsWith("```") ? text.substring(0, text.length() - 3) : text;
    return PythonJson.valid(PythonText.strip(text));
  }

  static Check repeatsPrompt(Arguments arguments) {
    String prompt = PythonText.lower(PythonText.strip(arguments.text("prompt_to_repeat")));
    return response -> PythonText.lower(PythonText.strip(response)).startsWith(prompt);
  }

  static Check ending(Arguments arguments) {
    String end = PythonText.lower(PythonText.strip(arguments.text("end_phrase")));
    return response ->
        PythonText.lower(PythonText.strip(PythonText.strip(response), '"')).endsWith(end);
  }

  static boolean quoted(String response) {
    String text = PythonText.strip(response);
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
  }
}
