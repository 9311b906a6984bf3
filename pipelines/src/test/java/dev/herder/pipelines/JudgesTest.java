package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Scorer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgesTest {
  private static final Row.Prompt PROMPT =
      new Row.Prompt(new Source("p.jsonl", 1), new Turns.Plain("Q"), Map.of());

  /** Whoever squashes the scores leaves everything else that is asked of the scorer to it. */
  @Test
  void squashingChangesTheScoresAlone() {
    Scorer reward =
        new Scorer() {
          @Override
          public List<Double> score(List<Completion> answers) {
            return answers.stream().map(answer -> 0.0).toList();
          }

          @Override
          public void require(Row.Prompt prompt) {
            throw new UserError("too long a prompt");
          }

          @Override
          public Optional<String> refusal(Completion answer) {
            return Optional.of("too long an answer");
          }

          @Override
          public long cutShort() {
            return 7;
          }

          @Override
          public String id() {
            return "reward";
          }
        };
    Scorer squashed = new Judges.Squashed(reward);
    Completion answer = new Completion(PROMPT, 0, "a", FinishReason.STOP, 1, 0);
    assertEquals(List.of(0.5), squashed.score(List.of(answer)));
    UserError error = assertThrows(UserError.class, () -> squashed.require(PROMPT));
    assertEquals("too long a prompt", error.getMessage());
    assertEquals(Optional.of("too long an answer"), squashed.refusal(answer));
    assertEquals(7, squashed.cutShort());
  }
}
