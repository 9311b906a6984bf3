package dev.herder.synthdata.ask;

import dev.herder.core.data.Message;
import java.util.List;

/**
 * What a model is asked.
 *
 * @param messages the conversation so far
 * @param n answers to draw, at least 1
 * @param attempt which attempt this is, from 0; each has a seed of its own
 * @param greedy whether the likeliest answer is taken instead of a draw
 * @param judging whether it asks for a verdict, and goes to the judge where that is another model
 */
public record Question(
    List<Message> messages, int n, int attempt, boolean greedy, boolean judging) {
  public Question {
    messages = List.copyOf(messages);
    if (n < 1 || attempt < 0 || messages.isEmpty()) {
      throw new IllegalArgumentException("a question needs messages and at least one answer");
    }
  }

  /** A question that asks for no verdict. */
  public Question(List<Message> messages, int n, int attempt, boolean greedy) {
    this(messages, n, attempt, greedy, false);
  }

  /** One answer to one message of the user's. */
  public static Question of(String text, int attempt) {
    return new Question(List.of(new Message("user", text)), 1, attempt, false);
  }

  /** The same without chance. */
  public Question withoutChance() {
    return new Question(messages, n, attempt, true, judging);
  }

  /** The same, asked of the judge. */
  public Question forJudge() {
    return new Question(messages, n, attempt, greedy, true);
  }
}
