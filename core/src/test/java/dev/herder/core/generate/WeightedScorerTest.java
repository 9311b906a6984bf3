package dev.herder.core.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class WeightedScorerTest {
  private static final List<Completion> ANSWERS =
      List.of(answer(0, "sheep", 2), answer(1, "ewe", 7));

  private static Completion answer(int sample, String text, int tokens) {
    Row.Prompt prompt = new Row.Prompt(new Source("p.jsonl", 1), new Turns.Plain("Q"), Map.of());
    return new Completion(prompt, sample, text, FinishReason.STOP, tokens, -1);
  }

  private record By(String id, ToDoubleFunction<Completion> rule) implements Scorer {
    @Override
    public List<Double> score(List<Completion> answers) {
      return answers.stream().mapToDouble(rule).boxed().toList();
    }
  }

  @Test
  void addsByWeight() {
    WeightedScorer scorer =
        new WeightedScorer(
            List.of(
                new WeightedScorer.Term(0.5, new By("letters", a -> a.text().length())),
                new WeightedScorer.Term(-2, new By("tokens", Completion::tokens))));
    assertEquals(List.of(2.5 - 4, 1.5 - 14), scorer.score(ANSWERS));
    assertEquals("0.5*letters + -2.0*tokens", scorer.id());
  }

  /** What any term asks for or cannot score is the sum's business, too. */
  @Test
  void forwardsWhatTheTermsSay() {
    Scorer picky =
        new Scorer() {
          @Override
          public List<Double> score(List<Completion> answers) {
            return answers.stream().map(answer -> 1.0).toList();
          }

          @Override
          public void require(Row.Prompt prompt) {
            throw new UserError("no prompt is good enough");
          }

          @Override
          public Optional<String> refusal(Completion answer) {
            return answer.sample() == 1 ? Optional.of("too long") : Optional.empty();
          }

          @Override
          public long cutShort() {
            return 3;
          }

          @Override
          public String id() {
            return "picky";
          }
        };
    By by = new By("x", a -> 1);
    WeightedScorer scorer =
        new WeightedScorer(
            List.of(new WeightedScorer.Term(1, by), new WeightedScorer.Term(1, picky)));
    Row.Prompt prompt = ANSWERS.get(0).prompt();
    UserError error = assertThrows(UserError.class, () -> scorer.require(prompt));
    assertEquals("no prompt is good enough", error.getMessage());
    assertEquals(Optional.empty(), scorer.refusal(ANSWERS.get(0)));
    assertEquals(Optional.of("too long"), scorer.refusal(ANSWERS.get(1)));
    assertEquals(3, scorer.cutShort());
  }

  @Test
  void refusesWhatCannotBeAdded() {
    assertThrows(IllegalArgumentException.class, () -> new WeightedScorer(List.of()));
    By by = new By("x", a -> 1);
    assertThrows(IllegalArgumentException.class, () -> new WeightedScorer.Term(Double.NaN, by));
  }
}
