package dev.herder.eval.choice;

import dev.herder.eval.choice.ChoiceItem.Style;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays a question out as text.
 *
 * <p>Before questions whose choices are shown and whose row has a subject stands the line that
 * MMLU's published evaluation has there.
 *
 * @param labels what shown choices are called
 * @param wording how a question with shown choices reads
 * @param shots examples that come before it, each with its answer
 */
public record ChoicePrompt(ChoiceLabels labels, Wording wording, List<ChoiceItem> shots) {
  public ChoicePrompt {
    shots = List.copyOf(shots);
  }

  /**
   * A beginning and the answers that may follow it.
   *
   * @param context the examples and the question, up to where the answer begins
   * @param continuations for each choice what follows, with the space before it
   */
  public record Choices(String context, List<String> continuations) {
    public Choices {
      continuations = List.copyOf(continuations);
    }
  }

  /** The question for scoring by likelihood. */
  public Choices choices(ChoiceItem item) {
    List<String> continuations = new ArrayList<>();
    for (int i = 0; i < item.choices().size(); i++) {
      continuations.add(answer(item, i));
    }
    return new Choices(before(item) + ask(item), continuations);
  }

  /** The question for an answer in words that names a label. */
  public String written(ChoiceItem item) {
    List<String> names = labels.first(item.choices().size());
    return before(item)
        + wording.shown(item, labels)
        + "\nEnd with \"The answer is X\", where X is one of "
        + String.join(", ", names)
        + ".";
  }

  private String before(ChoiceItem item) {
    StringBuilder text = new StringBuilder();
    if (item.style() == Style.LETTERS && !item.category().isEmpty()) {
      text.append("The following are multiple choice questions (with answers) about ");
      text.append(item.category().replace('_', ' ')).append(".\n\n");
    }
    for (ChoiceItem shot : shots) {
      ChoiceItem alike = shot.with(item.style());
      text.append(ask(alike)).append(answer(alike, shot.answer())).append("\n\n");
    }
    return text.toString();
  }

  private String ask(ChoiceItem item) {
    return switch (item.style()) {
      case LETTERS -> wording.ask(item, labels);
      case CLOZE -> "Question: " + item.question() + "\nAnswer:";
      case CONTINUATION -> item.question();
    };
  }

  private String answer(ChoiceItem item, int choice) {
    return item.style() == Style.LETTERS
        ? wording.answer(labels.first(item.choices().size()).get(choice))
        : " " + item.choices().get(choice).strip();
  }
}
