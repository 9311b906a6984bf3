package dev.herder.synthdata.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PairsTest {
  @Test
  void readsLabelsInTheDressThatModelsGiveThem() {
    Pairs found =
        Pairs.of(
            said(
                "Here you go!\n1. **Question:** Who?\n   Answer: Me.\nAnd more.\n\nQ2: Why?\nA2: So.\n"
                    + "- question 3: When?\n- answer 3: Now."));
    assertEquals(
        List.of(
            new Pairs.Pair("Who?", "Me.\nAnd more."),
            new Pairs.Pair("Why?", "So."),
            new Pairs.Pair("When?", "Now.")),
        found.pairs());
    assertEquals(Map.of(), found.failures());
  }

  @Test
  void countsWhatItCannotUse() {
    assertEquals(
        Map.of(
            "an answer without a question", 1,
            "a question without an answer", 2,
            "an empty question", 1),
        Pairs.of(said("Answer: first\nQuestion: a\nQuestion: b\nAnswer:\nQuestion:\nAnswer: c"))
            .failures());
    assertEquals(Map.of("no question in the reply", 1), Pairs.of(said("nothing")).failures());
    assertEquals(Map.of("too long", 1), Pairs.of(new Reply.Failed("too long")).failures());
    Pairs cut = Pairs.of(new Reply.Said("Q: a\nA: b\nQ: c\nA: d is", true));
    assertEquals(List.of(new Pairs.Pair("a", "b")), cut.pairs());
    assertEquals(
        Map.of("the reply was cut at its maximum length", 1, "a question without an answer", 1),
        cut.failures());
  }

  @Test
  void readsQuestionsAlone() {
    Pairs found = Pairs.questions(said("Question: a?\nQuestion: b?\nAnswer: unasked"));
    assertEquals(List.of("a?", "b?"), found.pairs().stream().map(Pairs.Pair::question).toList());
  }

  @Test
  void namesEqualQuestionsEqually() {
    assertEquals(Pairs.normalised("What IS  it, then?"), Pairs.normalised("what is it then"));
  }

  private static Reply said(String text) {
    return new Reply.Said(text, false);
  }
}
