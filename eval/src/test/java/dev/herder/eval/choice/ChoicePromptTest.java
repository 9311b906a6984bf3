package dev.herder.eval.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import dev.herder.core.data.Source;
import dev.herder.eval.choice.ChoiceItem.Style;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoicePromptTest {
  private static ChoiceItem item(Style style, int answer) {
    return new ChoiceItem(
        new Source("f", 1), "1", "", "Which floats?", List.of("lead", "cork"), answer, style);
  }

  private static ChoicePrompt prompt(Wording wording, ChoiceItem... shots) {
    return new ChoicePrompt(ChoiceLabels.UPPER, wording, List.of(shots));
  }

  @Test
  void showsLettersAsMmluDoes() {
    ChoicePrompt.Choices choices = prompt(Wording.PLAIN).choices(item(Style.LETTERS, 1));
    assertEquals("Which floats?\nA. lead\nB. cork\nAnswer:", choices.context());
    assertEquals(List.of(" A", " B"), choices.continuations());
  }

  @Test
  void asksForTextWhereChoicesAreNotShown() {
    ChoicePrompt.Choices cloze = prompt(Wording.PLAIN).choices(item(Style.CLOZE, 1));
    assertEquals("Question: Which floats?\nAnswer:", cloze.context());
    assertEquals(List.of(" lead", " cork"), cloze.continuations());
    assertEquals(
        "Which floats?", prompt(Wording.PLAIN).choices(item(Style.CONTINUATION, 1)).context());
  }

  @Test
  void putsExamplesBeforeTheQuestionInItsOwnStyle() {
    ChoicePrompt.Choices choices =
        prompt(Wording.BRACKETS, item(Style.CLOZE, 0)).choices(item(Style.LETTERS, 1));
    assertEquals(
        "Which floats?\n(A) lead\n(B) cork\nAnswer: (A)\n\nWhich floats?\n(A) lead\n(B) cork\nAnswer:",
        choices.context());
    assertEquals(List.of(" (A)", " (B)"), choices.continuations());
  }

  @Test
  void everyWordingShowsAllOfTheQuestion() {
    for (Wording wording : Wording.values()) {
      String text = prompt(wording).choices(item(Style.LETTERS, 1)).context();
      for (String part : List.of("Which floats?", "A", "lead", "B", "cork")) {
        assertEquals(true, text.contains(part), wording + ": " + text);
      }
      assertEquals(wording, Wording.of(wording.id()));
    }
  }

  @Test
  void labelsRunOut() {
    assertEquals(List.of("$", "&"), ChoiceLabels.of("signs").first(2));
    assertThrows(UserError.class, () -> ChoiceLabels.SIGNS.first(8));
    assertThrows(UserError.class, () -> ChoiceLabels.of("greek"));
    assertThrows(UserError.class, () -> Wording.of("rude"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The answer is B. | 1",
        "the answer is: **C** | 2",
        "Answer: (A) lead | 0",
        "A is heavy, so the answer is (D). | 3",
        "First I thought the answer is A. No: the answer is B | 1",
        "The answer is $\\boxed{C}$. | 2",
        "The correct answer is option D. | 3",
        "B | 1",
        "(c) | ",
        "B. cork floats | 1",
        "C) because | 2",
        "**B** | 1",
        "It floats, hence\\n(B) | 1",
        "It must be (C), I think. | 2",
        "Cork. | 1",
        "cork | 1",
        "A cork floats on water. | ",
        "I do not know | ",
        "The answer is Apple | ",
        "It's not clear. | ",
      })
  void findsTheLabelThatAnAnswerNames(String answer, @Nullable Integer expected) {
    OptionalInt found =
        new WrittenChoice(ChoiceLabels.UPPER.first(4))
            .find(answer.replace("\\n", "\n"), List.of("lead", "cork", "iron", "gold"));
    assertEquals(expected == null ? OptionalInt.empty() : OptionalInt.of(expected), found);
  }
}
