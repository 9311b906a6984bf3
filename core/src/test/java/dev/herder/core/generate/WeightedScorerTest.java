package dev.herder.core.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import java.util.List;
import java.util.Map;
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

  @Test
  void refusesWhatCannotBeAdded() {
    assertThrows(IllegalArgumentException.class, () -> new WeightedScorer(List.of()));
    By by = new By("x", a -> 1);
    assertThrows(IllegalArgumentException.class, () -> new WeightedScorer.Term(Double.NaN, by));
  }
}
