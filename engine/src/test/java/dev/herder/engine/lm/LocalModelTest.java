package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import java.io.IOException;
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
    try (LocalModel model =
        LocalModel.open(
            GoldenFile.ROOT.resolve("training/base"),
            new Machine.Wish("cpu", "float32", 5, 0),
            EncoderConfig.now(EncoderConfig.DEFAULT_NOW),
            () -> false)) {
      assertEquals(128, model.underWay(), "before anything is packed");

      model.require(List.of(PROMPT), Sampling.greedy(2));

      assertEquals(5 * 64, model.underWay());
    }
  }
}
