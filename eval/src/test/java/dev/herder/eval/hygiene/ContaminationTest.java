package dev.herder.eval.hygiene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.overlap.NgramIndex;
import dev.herder.eval.Conditions;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.SuiteResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContaminationTest {
  private static final String KNOWN = "one two three four five six seven eight";

  @TempDir Path folder;

  /** Forty items: of the first ten the first eight of ten words are in the training data. */
  private static SuiteResult result(boolean memorised) {
    List<ItemResult> items = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      boolean seen = i < 10;
      boolean right = memorised ? seen || i % 4 == 0 : i % 2 == 0;
      items.add(
          new ItemResult(
              "i" + i,
              List.of(),
              Map.of("right", right ? 1.0 : 0.0),
              seen
                  ? KNOWN + " and " + i
                  : "quite another question of ten words number " + i + " here",
              List.of(),
              List.of()));
    }
    return new SuiteResult(
        "tiny",
        items,
        List.of(Figure.mean("right", items)),
        List.of(),
        new Conditions("p", "t", Map.of()),
        List.of());
  }

  @Test
  void theGainIsOfAllOverClean() {
    Contamination found =
        Contamination.of(result(true), NgramIndex.of(8, List.of("Zero, " + KNOWN + "; nine")));

    Contamination.Row half = found.rows().get(4);
    assertEquals(0.5, half.threshold());
    assertEquals(10, half.contaminated());
    assertEquals(17 / 40.0, half.all(), 1e-12);
    assertEquals(7 / 30.0, half.clean(), 1e-12);
    assertEquals(17 / 40.0 - 7 / 30.0, half.gain(), 1e-12);
    assertTrue(half.significant(), half.toString());
    assertEquals(0.8, found.shares().get(0), 1e-12);
    assertEquals(0.1, found.chosen().orElseThrow().threshold());
    assertEquals(0, found.rows().get(8).contaminated());
    assertTrue(found.verdict().contains("10 of 40 items"), found.verdict());
    assertEquals(10, found.json().path("thresholds").size());
  }

  @Test
  void chanceIsNoGain() {
    Contamination found = Contamination.of(result(false), NgramIndex.of(8, List.of(KNOWN)));

    assertTrue(found.chosen().isEmpty());
    assertTrue(found.verdict().startsWith("Contamination: 10 of 40 items share"), found.verdict());
  }

  @Test
  void aSuiteThatIsWhollyKnownHasNoCleanPart() {
    SuiteResult all = result(true);
    Contamination found =
        Contamination.of(
            all, NgramIndex.of(8, all.items().stream().map(ItemResult::asked).toList()));

    assertEquals(40, found.rows().get(9).contaminated());
    assertTrue(Double.isNaN(found.rows().get(9).clean()));
    assertTrue(found.chosen().isEmpty());
  }

  @Test
  void everyPartOfARowIsTrainedOn() throws IOException {
    Path file = folder.resolve("train.jsonl");
    Files.writeString(
        file,
        """
        {"text": "plain text of its own here with eight"}
        {"messages": [{"role": "user", "content": "asked in a conversation that has more turns"}, \
        {"role": "assistant", "content": "answered"}]}
        {"prompt": "p", "chosen": "c", "rejected": "the rejected side of a pair is text"}
        {"prompt": "a", "completion": "an answer that someone has written for training it"}
        """);

    NgramIndex index = TrainingText.index(List.of(file));

    for (String text :
        List.of(
            "plain text of its own here with eight",
            "Asked in a conversation that has more turns?",
            "the rejected side of a pair is text",
            "an answer that someone has written for training it")) {
      assertEquals(1, index.overlap(text).share(), text);
    }
    assertEquals(0, index.overlap("nobody has ever seen these eight words here").share());
  }
}
