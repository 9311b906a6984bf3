package dev.herder.engine.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PromptLookupTest {
  private static final int[] NOTHING = {};

  private static void assertDraft(int[] expected, int[] prompt, List<Integer> answer, int most) {
    assertArrayEquals(expected, PromptLookup.draft(prompt, answer, most));
  }

  @Test
  void theLongestCommonEndingIsContinued() {
    int[] prompt = {1, 2, 3, 4, 5, 9, 3, 7, 7, 8};
    assertDraft(new int[] {4, 5, 9, 3, 7}, prompt, List.of(1, 2, 3), 5);
    assertDraft(new int[] {4, 5, 9, 3}, prompt, List.of(2, 3), 9);
    assertDraft(new int[] {7, 7}, prompt, List.of(3), 9);
    assertDraft(new int[] {7}, prompt, List.of(3), 1);
  }

  @Test
  void ofSeveralTheLastIsTaken() {
    assertDraft(new int[] {6, 7}, new int[] {4, 5, 4, 6, 7}, List.of(4), 2);
    assertDraft(new int[] {8, 1}, new int[] {1, 2, 9, 1, 2, 8}, List.of(1, 2), 2);
  }

  @Test
  void aRepetitionGoesOnBeyondItsEnd() {
    assertDraft(new int[] {5, 5, 5, 5}, new int[] {5, 5, 5}, List.of(5), 4);
    assertDraft(new int[] {2, 3, 1, 2, 3, 1, 2}, new int[] {1, 2, 3, 1}, List.of(2, 3, 1), 7);
  }

  @Test
  void withoutACommonEndingNothingIsProposed() {
    assertDraft(NOTHING, new int[] {1, 2, 3}, List.of(), 5);
    assertDraft(NOTHING, new int[] {1}, List.of(), 5);
    assertDraft(NOTHING, new int[] {1, 2, 3}, List.of(3), 0);
  }
}
