package dev.herder.eval.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.eval.Results;
import dev.herder.eval.report.Evaluation;
import dev.herder.eval.stats.Correction;
import dev.herder.eval.stats.McNemar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir Path folder;

  private static Comparison compare(Evaluation first, Evaluation second) {
    return Comparison.of(first, second, Correction.HOLM, false);
  }

  @Test
  void verdictsAreComparedByMcNemar() {
    Evaluation first = Results.verdicts("a", "p", Results.right(10, 30));
    Evaluation second = Results.verdicts("b", "p", Results.right(22, 18));

    Comparison.Row row = compare(first, second).rows().get(0);

    assertEquals("right", row.name());
    assertEquals(0.3, row.difference(), 1e-12);
    assertEquals("McNemar", row.test());
    assertEquals(new McNemar(0, 12).exactP(), row.p());
    assertTrue(row.significant());
    assertTrue(row.interval().low() > 0.1 && row.interval().high() < 0.5, row.toString());
    // Twelve differences of 1 and 28 of 0: a deviation of 0.464, over the root of 40, times 2.80.
    assertEquals(2.8016 * 0.4583 / Math.sqrt(40), row.detectable(), 0.01);
    assertEquals(2 * Math.asin(Math.sqrt(.55)) - 2 * Math.asin(Math.sqrt(.25)), row.effect(), 1e-9);
  }

  @Test
  void otherFiguresAreComparedByTheBootstrap() {
    Comparison comparison =
        compare(
            Results.verdicts("a", "p", Results.right(10, 30)),
            Results.verdicts("b", "p", Results.right(12, 28)));

    Comparison.Row row = comparison.rows().get(1);

    assertEquals("rate", row.name());
    assertEquals(2.0 / 120, row.difference(), 1e-12);
    assertEquals("paired bootstrap", row.test());
    assertTrue(Double.isNaN(row.effect()));
    assertFalse(row.significant());
    assertEquals(
        Math.min(1, 2 * Math.min(row.p(), comparison.rows().get(0).p())),
        Math.min(row.corrected(), comparison.rows().get(0).corrected()),
        1e-12);
  }

  @Test
  void otherConditionsAreRefusedUnlessAsked() {
    Evaluation first = Results.verdicts("a", "p", 1, 0, 1);
    Evaluation second = Results.verdicts("b", "q", 1, 1);

    UserError error = assertThrows(UserError.class, () -> compare(first, second));
    Comparison anyway = Comparison.of(first, second, Correction.HOLM, true);

    assertTrue(String.valueOf(error.getMessage()).contains("the prompts are others"));
    assertEquals(2, anyway.pairs().size());
    assertTrue(anyway.notes().toString().contains("1 items that only one result has"));
  }

  @Test
  void runsWithSeveralSeedsArePooled() {
    Evaluation pooled =
        Pooled.of(
            List.of(
                Results.verdicts("a", "p", 1, 0, 1, 0), Results.verdicts("a", "p", 0, 0, 1, 0)));

    assertEquals(0.375, pooled.result().figure("right").value(), 1e-12);
    assertEquals("bootstrap", pooled.result().figure("right").interval().method());
    assertEquals(0.5, pooled.result().items().get(0).measure("right"));
    assertTrue(
        pooled.result().notes().toString().contains("mean 0.3750, standard deviation 0.1768"),
        pooled.result().notes().toString());
    assertThrows(
        UserError.class,
        () -> Pooled.of(List.of(Results.verdicts("a", "p", 1), Results.verdicts("a", "q", 1))));
  }

  @Test
  void reportsShowTheTableAndWhatDiffers() throws IOException {
    ComparisonReport report =
        new ComparisonReport(
            compare(Results.verdicts("a", "p", 1, 0, 1), Results.verdicts("b", "p", 1, 1, 0)));

    report.write(folder);

    String page = Files.readString(folder.resolve("report.html"));
    assertTrue(page.contains("Answers that differ in right (2)"));
    assertTrue(page.contains("a says 0") && page.contains("b says 1"));
    assertFalse(page.contains("question 0"));
    assertTrue(report.text().contains("no difference was found; one below"), report.text());
    assertEquals("McNemar", report.json().path("figures").path(0).path("test").asText());
    assertTrue(Files.readString(folder.resolve("report.md")).startsWith("# tiny: comparison"));
  }
}
