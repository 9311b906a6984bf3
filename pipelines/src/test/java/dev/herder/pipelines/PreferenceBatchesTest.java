package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.run.Hashes;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferenceBatchesTest {
  @TempDir Path folder;

  private Product file(String name, String content) throws IOException {
    Path path = Files.writeString(folder.resolve(name), content);
    return new Product.Made(name, path, Hashes.ofFile(path));
  }

  private static String pair(int question, String more) {
    String row =
        "{'prompt':[{'role':'user','content':'What is %d?'}],'chosen':'%d','rejected':'no'%s}\n";
    return row.formatted(question, question, more).replace('\'', '"');
  }

  private PreferenceBatches batches(String... settings) throws IOException {
    Recipe recipe = Scene.in(folder).recipe(3).with(settings);
    return new PreferenceBatches(recipe, file("h.jsonl", Scene.rows(300, 2, false)));
  }

  private Step.Made make(Step step) throws IOException {
    return step.work().make(Files.createDirectories(folder.resolve("made")));
  }

  private List<String> rows() throws IOException {
    return Files.readAllLines(folder.resolve("made/preference.jsonl"));
  }

  @Test
  void weakPreferencesAreLeftOutAndEditedAnswersAreBest() throws IOException {
    PreferenceBatches batches = batches();
    batches.addHuman(
        1,
        file(
            "people.jsonl",
            pair(1, ",'strength':'significantly better'")
                + pair(2, ",'strength':'marginally better'")
                + pair(3, ",'strength':2")
                + pair(4, ",'edited':'exactly 4'")));
    batches.addOwn(1, file("own.jsonl", pair(5, ",'chosen_score':1.0,'rejected_score':0.5")));
    batches.addOwn(2, file("none.jsonl", ""));
    Step.Made made = make(batches.all("all", 2));
    assertEquals(3, rows().size());
    assertEquals(2L, made.summary().get("weak"));
    assertEquals(2L, made.summary().get("human"));
    assertEquals(1L, made.summary().get("own"));
    String edited = rows().get(1);
    assertTrue(edited.indexOf("exactly 4") < edited.indexOf("\"no\""), edited);
  }

  @Test
  void aRoundsOwnPairsGetTheirStrengthByTheGap() throws IOException {
    PreferenceBatches batches =
        batches("pairs={strength-gaps: [0.25, 0.5, 1], min-strength: slightly better}");
    batches.addOwn(
        1,
        file(
            "own.jsonl",
            pair(1, ",'chosen_score':0.5,'rejected_score':0.375")
                + pair(2, ",'chosen_score':0.5,'rejected_score':0.25")
                + pair(3, ",'chosen_score':1.0,'rejected_score':0.25")
                + pair(4, ",'chosen_score':1.0,'rejected_score':0.0")));
    Step.Made made = make(batches.latest("pairs", 1));
    assertEquals(1L, made.summary().get("weak"));
    assertTrue(rows().get(0).contains("\"strength\":\"slightly-better\""), rows().get(0));
    assertTrue(rows().get(1).contains("\"strength\":\"better\""), rows().get(1));
    assertTrue(rows().get(2).contains("\"strength\":\"significantly-better\""), rows().get(2));
  }

  @Test
  void heldOutPromptsAreRefusedOrDropped() throws IOException {
    PreferenceBatches refusing = batches();
    refusing.addHuman(1, file("people.jsonl", pair(1, "") + pair(300, "")));
    String message = Scene.refusal(() -> make(refusing.all("all", 1)));
    assertTrue(message.contains("people.jsonl:2 has the prompt of "), message);
    PreferenceBatches dropping = batches("held-out.contamination=drop");
    dropping.addHuman(1, file("people.jsonl", pair(1, "") + pair(300, "")));
    Step.Made made = make(dropping.all("all", 1));
    assertEquals(1L, made.summary().get("held-out"));
    assertEquals(1, rows().size());
  }
}
