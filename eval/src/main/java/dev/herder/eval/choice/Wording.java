package dev.herder.eval.choice;

import dev.herder.core.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Wordings of a question whose choices are shown; they ask the same thing. */
public enum Wording {
  /** MMLU's own. */
  PLAIN("", "", "%s. ", "", "Answer:", " %s"),
  /** With {@code Question:} before it. */
  QUESTION("Question: ", "", "%s. ", "", "Answer:", " %s"),
  /** With a line before the choices and the answer as a sentence. */
  SENTENCE("Question: ", "Choices:\n", "%s) ", "", "The right choice is", " %s"),
  /** With labels in brackets. */
  BRACKETS("", "", "(%s) ", "", "Answer:", " (%s)"),
  /** With an instruction and free lines. */
  INSTRUCTION(
      "Read the question and pick one choice.\n\n", "\n", "%s: ", "\n", "Your pick:", " %s");

  private final String start;
  private final String beforeChoices;
  private final String label;
  private final String afterChoices;
  private final String ask;
  private final String answer;

  Wording(
      String start,
      String beforeChoices,
      String label,
      String afterChoices,
      String ask,
      String answer) {
    this.start = start;
    this.beforeChoices = beforeChoices;
    this.label = label;
    this.afterChoices = afterChoices;
    this.ask = ask;
    this.answer = answer;
  }

  /** The question up to where its answer begins. */
  String ask(ChoiceItem item, ChoiceLabels labels) {
    return shown(item, labels) + ask;
  }

  /** The question with its choices, each on a line of its own, the last line ended. */
  String shown(ChoiceItem item, ChoiceLabels labels) {
    StringBuilder text = new StringBuilder(start).append(item.question()).append('\n');
    text.append(beforeChoices);
    for (int i = 0; i < item.choices().size(); i++) {
      String name = labels.first(item.choices().size()).get(i);
      text.append(label.replace("%s", name)).append(item.choices().get(i).strip()).append('\n');
    }
    return text.append(afterChoices).toString();
  }

  /** The answer as it follows the question. */
  String answer(String name) {
    return answer.replace("%s", name);
  }

  /** The name in settings and reports. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * By its name.
   *
   * @throws UserError if there is none
   */
  public static Wording of(String id) {
    return Arrays.stream(values())
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "wording: '"
                        + id
                        + "' is not known, expected one of "
                        + Arrays.stream(values())
                            .map(Wording::id)
                            .collect(Collectors.joining(", "))));
  }
}
