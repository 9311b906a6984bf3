package dev.herder.core.select;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** Scored answers to one prompt for the tests of this package. */
final class ScoredAnswers {
  private static final Row.Prompt PROMPT =
      new Row.Prompt(
          new Source("prompts.jsonl", 1),
          new Turns.Chat(List.of(new Message("user", "Question 1"))),
          Map.of("answer", "x"));

  private ScoredAnswers() {}

  static Scored scored(int sample, String text, double score) {
    return scored(sample, text, score, FinishReason.STOP);
  }

  static Scored scored(int sample, String text, double score, FinishReason reason) {
    return new Scored(
        new Completion(PROMPT, sample, text, reason, 3 + sample, -0.5 * sample), score);
  }

  static String refusal(Executable code) {
    return String.valueOf(assertThrows(UserError.class, code).getMessage());
  }
}
