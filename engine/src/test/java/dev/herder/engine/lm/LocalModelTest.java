package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LocalModelTest {
  private static final Row.Prompt PROMPT =
      new Row.Prompt(
          new Source("p.jsonl", 1),
          new Turns.Chat(List.of(new Message("user", "What is 2 + 3?"))),
          Map.of());

  @Test
  void asManyAnswersAreUnderWayAsLanesTake() throws IOException {
    try (LocalModel model = open(new Machine.Wish("cpu", "float32", 5, 0))) {
      assertEquals(128, model.underWay(), "before anything is packed");

      model.require(List.of(PROMPT), Sampling.greedy(2));

      assertEquals(5 * 64, model.underWay());
    }
  }

  @Test
  void aSmallModelSamplesOnEveryCoreAndDrawsTheSame() throws IOException {
    Machine.Wish auto = new Machine.Wish("cpu", "float32", 0, 0);
    try (LocalModel model = open(auto)) {
      Compute compute = model.model().session().compute();
      assertEquals(1, compute.threads());
      assertEquals(Runtime.getRuntime().availableProcessors(), compute.lanes());
    }

    List<String> alone = answers(new Machine.Wish("cpu", "float32", 1, 0));

    assertEquals(18, alone.size());
    assertTrue(alone.stream().distinct().count() > 6, alone::toString);
    assertEquals(alone, answers(auto));
    assertEquals(alone, answers(new Machine.Wish("cpu", "float32", 3, 0)));
  }

  private static LocalModel open(Machine.Wish wish) throws IOException {
    return LocalModel.open(
        GoldenFile.ROOT.resolve("training/base"),
        wish,
        EncoderConfig.now(EncoderConfig.DEFAULT_NOW),
        () -> false);
  }

  /** Three answers to each of six prompts, in their order. */
  private static List<String> answers(Machine.Wish wish) throws IOException {
    List<Row.Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      prompts.add(
          new Row.Prompt(
              new Source("p.jsonl", i + 1),
              new Turns.Chat(List.of(new Message("user", "What is 2 + " + i + "?"))),
              Map.of()));
    }
    List<String> answers = Collections.synchronizedList(new ArrayList<>());
    try (LocalModel model = open(wish)) {
      model.generate(
          prompts,
          new Sampling(3, 1, 0, 1, 12, 7),
          answer ->
              answers.add(answer.prompt().source() + " " + answer.sample() + ": " + answer.text()));
    }
    return answers.stream().sorted().toList();
  }
}
