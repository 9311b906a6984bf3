package dev.herder.core.select;

import dev.herder.core.data.Message;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import java.util.List;

/**
 * A sampled answer and what the scorer gave it.
 *
 * @param score higher is better; finite
 */
public record Scored(Completion answer, double score) {
  public Scored {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("score " + score + " is not finite");
    }
  }

  /** The answer as it counts when answers are compared: without white space at its ends. */
  public String comparable() {
    return answer.text().strip();
  }

  /** The answer as the side of a row: plain after a plain prompt, else the assistant's message. */
  public Turns side() {
    return answer.prompt().prompt() instanceof Turns.Chat
        ? new Turns.Chat(List.of(new Message("assistant", answer.text())))
        : new Turns.Plain(answer.text());
  }
}
