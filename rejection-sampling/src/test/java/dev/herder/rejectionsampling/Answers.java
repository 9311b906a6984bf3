package dev.herder.rejectionsampling;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.select.Scored;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** Prompts and answers for the tests of this package. */
final class Answers {
  private Answers() {}

  static Row.Prompt prompt(int line, Object answer) {
    return new Row.Prompt(
        new Source("prompts.jsonl", line),
        new Turns.Chat(List.of(new Message("user", "Question " + line))),
        Map.of("answer", answer));
  }

  static Row.Prompt plain(int line) {
    return new Row.Prompt(
        new Source("p.jsonl", line), new Turns.Plain("Q" + line), Map.of("answer", line));
  }

  static Scored scored(int sample, String text, double score) {
    return scored(sample, text, score, FinishReason.STOP);
  }

  static Scored scored(int sample, String text, double score, FinishReason reason) {
    return new Scored(
        new Completion(prompt(1, "x"), sample, text, reason, 3 + sample, -0.5 * sample), score);
  }

  static String refusal(Executable code) {
    return String.valueOf(assertThrows(UserError.class, code).getMessage());
  }
}
