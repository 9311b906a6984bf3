package dev.herder.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.eval.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  @TempDir Path folder;

  private final Evaluation evaluation = Results.verdicts("m", "p", 1, 0, 0, 1);

  @Test
  void aFolderIsReadBack() throws IOException {
    evaluation.writeFolder(folder.resolve("out"));

    Evaluation back = Evaluation.read(folder.resolve("out"));

    assertEquals(evaluation, back);
    assertEquals(4, Files.readAllLines(folder.resolve("out/items.jsonl")).size());
    assertEquals(back, Evaluation.read(folder.resolve("out/results.json")));
  }

  @Test
  void oneFileIsReadBack() throws IOException {
    Path file = folder.resolve("deep/result.json");
    evaluation.writeFile(file);

    assertEquals(evaluation, Evaluation.read(file));
    assertTrue(Evaluation.isOneFile(file));
    assertFalse(Evaluation.isOneFile(folder));
  }

  @Test
  void whatIsNoResultIsRefused() throws IOException {
    Path file = folder.resolve("other.json");
    for (String text :
        List.of("{", "{}", "{\"suite\": 1, \"model\": \"m\", \"item_results\": []}")) {
      Files.writeString(file, text);

      UserError error = assertThrows(UserError.class, () -> Evaluation.read(file), text);

      assertTrue(String.valueOf(error.getMessage()).startsWith(folder.toString()), text);
    }
    assertThrows(UserError.class, () -> Evaluation.read(folder.resolve("nowhere")));
  }

  @Test
  void damageIsToldByTheFile() throws IOException {
    Path file = folder.resolve("result.json");
    evaluation.writeFile(file);
    String good = Files.readString(file);
    for (List<String> damage :
        List.of(
            List.of("\"id\" : \"i2\"", "\"id\" : \"i1\""),
            List.of("\"right\" : 0.0", "\"right\" : 1e999"))) {
      assertTrue(good.contains(damage.get(0)), good);
      Files.writeString(file, good.replaceFirst(damage.get(0), damage.get(1)));

      UserError error = assertThrows(UserError.class, () -> Evaluation.read(file));

      String message = String.valueOf(error.getMessage());
      assertTrue(message.startsWith(file + ": is damaged ("), message);
    }
  }

  @Test
  void thePageHoldsEverything() {
    Requirement.Outcome missed = Requirement.parse("tiny.right>=0.9").check(evaluation.result());
    EvaluationPage page = new EvaluationPage(evaluation, List.of(missed), Optional.empty());

    for (String text :
        List.of(
            "question 1",
            "m says 0",
            "a note &lt;b&gt;",
            "right by category",
            "tiny.right&gt;=0.9")) {
      assertTrue(page.html().contains(text), text);
    }
    assertTrue(page.markdown().contains("| right  |  50 % |"), page.markdown());
    assertTrue(page.markdown().contains("MISSED: `tiny.right>=0.9`, right is 0.5000 [0.1500"));
  }

  @Test
  void junitSaysWhatWasMissed() {
    List<Requirement.Outcome> outcomes =
        List.of(
            Requirement.parse("tiny.right>=0.9").check(evaluation.result()),
            Requirement.parse("tiny.rate.low > 0.1").check(evaluation.result()));

    String xml = JUnitXml.of(evaluation, outcomes);

    assertTrue(xml.contains("tests=\"2\" failures=\"1\""), xml);
    assertTrue(xml.contains("message=\"required tiny.right&gt;=0.9, found right is 0.5000 ["), xml);
    assertTrue(xml.contains("<property name=\"tiny.right\" value=\"0.5\"/>"), xml);
    assertTrue(JUnitXml.of(evaluation, List.of()).contains("tests=\"1\" failures=\"0\""));
    assertEquals("&lt;a&quot;&amp;&#10;\uFFFD\uFFFD🐑", JUnitXml.escaped("<a\"&\n\u0000\uD800🐑"));
  }
}
