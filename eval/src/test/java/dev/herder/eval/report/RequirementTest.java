package dev.herder.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.eval.Figure;
import dev.herder.eval.Results;
import dev.herder.eval.SuiteResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementTest {
  private final SuiteResult half = Results.verdicts("m", "p", 1, 0, 0, 1).result();

  @ParameterizedTest
  @CsvSource({
    "tiny.right>=0.5, true",
    "tiny.right > 0.5, false",
    "tiny.right<=0.5, true",
    "tiny.right<0.5, false",
    "tiny.right<6e-1, true",
    "tiny.right/even>=0.6, false",
    "tiny.right.low>=0.2, false",
    "tiny.right.high>=0.8, true",
  })
  void barsAreCompared(String text, boolean met) {
    assertEquals(met, Requirement.parse(text).check(half).met());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "right>=0.5",
        "tiny.right",
        "tiny.right=0.5",
        "tiny.right>=many",
        "",
        "tiny.right>=NaN",
        "tiny.right>=Infinity",
        "tiny.right>=1e999",
        "tiny.right>=30%",
        "tiny.right>=0.5f",
        ".right>=1",
        "tiny.>=1"
      })
  void otherFormsAreRefused(String text) {
    UserError error = assertThrows(UserError.class, () -> Requirement.parse(text));

    assertTrue(String.valueOf(error.getMessage()).contains("ifeval.prompt_strict>=0.30"));
  }

  @Test
  void anUnknownFigureIsNamed() {
    UserError error =
        assertThrows(UserError.class, () -> Requirement.parse("tiny.wrong>=1").check(half));

    assertTrue(String.valueOf(error.getMessage()).contains("one of tiny.right, tiny.rate"));
  }

  @Test
  void namesOfOnesOwnMayHaveDotsAndSpaces() {
    SuiteResult own =
        new SuiteResult(
            "capitals v1.2",
            half.items(),
            half.figures(),
            List.of(figure("right/high school.low")),
            half.conditions(),
            List.of());

    assertTrue(Requirement.parse("capitals v1.2.right >= 0.5").check(own).met());
    assertFalse(Requirement.parse("capitals v1.2.right.low>=0.5").check(own).met());
    assertTrue(Requirement.parse("capitals v1.2.right/high school.low>=0.5").check(own).met());
    assertTrue(Requirement.parse("capitals v1.2.right>=0.5").isAbout("capitals v1.2"));
    assertFalse(Requirement.parse("capitals.right>=0.5").isAbout("capitals v1.2"));
  }

  private Figure figure(String name) {
    Figure right = half.figures().get(0);
    return new Figure(name, right.value(), right.n(), right.interval(), right.aggregate());
  }

  @Test
  void aFigureOfNothingMeetsNoBar() {
    SuiteResult none =
        new SuiteResult(
            "tiny",
            half.items(),
            List.of(Figure.mean("missing", half.items())),
            List.of(),
            half.conditions(),
            List.of());

    assertFalse(Requirement.parse("tiny.missing<=1").check(none).met());
  }
}
