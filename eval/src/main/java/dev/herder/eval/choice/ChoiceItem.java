package dev.herder.eval.choice;

import dev.herder.core.data.Source;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A question with its choices.
 *
 * @param source where the row stands
 * @param id the row's own name, or its line
 * @param category the subject, for figures by category; empty where the row has none
 * @param question what is asked, or the beginning that the choices continue
 * @param choices at least two
 * @param answer index of the right choice
 * @param style how the published evaluation of such rows asks
 */
public record ChoiceItem(
    Source source,
    String id,
    String category,
    String question,
    List<String> choices,
    int answer,
    Style style) {
  public ChoiceItem {
    choices = List.copyOf(choices);
    if (choices.size() < 2 || answer < 0 || answer >= choices.size()) {
      throw new IllegalArgumentException("answer " + answer + " of " + choices.size());
    }
  }

  /** How a question is asked. */
  public enum Style {
    /** The choices are shown with labels, and a label is the answer. */
    LETTERS("letters"),
    /** The choices are not shown; the text of one is the answer after {@code Answer:}. */
    CLOZE("cloze"),
    /** The choices are not shown; the text of one goes on where the question ends. */
    CONTINUATION("continuation");

    private final String id;

    Style(String id) {
      this.id = id;
    }

    /** The name in settings and reports. */
    public String id() {
      return id;
    }
  }

  /** The same, asked in another way. */
  public ChoiceItem with(Style other) {
    return new ChoiceItem(source, id, category, question, choices, answer, other);
  }

  /** The same with the choices from another one on; those before it come last. */
  public ChoiceItem rotated(int by) {
    int n = choices.size();
    int from = Math.floorMod(by, n);
    List<String> order = IntStream.range(0, n).mapToObj(i -> choices.get((i + from) % n)).toList();
    return new ChoiceItem(
        source, id, category, question, order, Math.floorMod(answer - from, n), style);
  }
}
