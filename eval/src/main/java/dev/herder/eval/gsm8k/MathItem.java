package dev.herder.eval.gsm8k;

import dev.herder.core.data.Source;
import dev.herder.eval.items.ItemRow;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A problem with its worked solution or its result.
 *
 * @param source where the row stands
 * @param question the problem
 * @param answer the solution, ending in {@code #### 72}, or the result alone
 * @param asIs whether the row is a prompt, which is asked as it is, and no published question
 */
record MathItem(Source source, String question, String answer, boolean asIs) {
  /** What the published files write for a calculator. */
  private static final Pattern CALCULATOR = Pattern.compile("<<[^<>]*>>");

  /** Reads {@code question} and {@code answer}, or {@code prompt} and {@code answer}. */
  static MathItem parse(ItemRow row) {
    if (row.has("question")) {
      return new MathItem(row.source(), row.text("question").strip(), answer(row), false);
    }
    if (row.value("prompt") instanceof List<?> turns) {
      if (turns.size() == 1
          && turns.get(0) instanceof Map<?, ?> turn
          && "user".equals(turn.get("role"))
          && turn.get("content") instanceof String text
          && !text.isBlank()) {
        return new MathItem(row.source(), text, answer(row), true);
      }
      throw row.bad("prompt", "has other turns than one of the user", "write it as a question");
    }
    if (row.has("prompt")) {
      return new MathItem(row.source(), row.text("prompt"), answer(row), true);
    }
    throw row.bad("question", "missing, expected {\"question\": ..., \"answer\": ...}", "");
  }

  private static String answer(ItemRow row) {
    String answer = row.label("answer");
    if (answer.chars().noneMatch(Character::isDigit)) {
      throw row.bad("answer", "has no number, expected one, as 72 or \"... #### 72\"", "");
    }
    return answer;
  }

  /** The worked solution as people write it. */
  String solution() {
    return CALCULATOR.matcher(answer).replaceAll("").strip();
  }

  /** Whether there is a solution to learn from, not the result alone. */
  boolean worked() {
    return answer.contains("####");
  }
}
