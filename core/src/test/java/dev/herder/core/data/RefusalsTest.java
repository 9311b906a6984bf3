package dev.herder.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private static void even(int n) {
    if (n % 2 != 0) {
      throw new UserError("rows.jsonl:" + n + ": is odd");
    }
  }

  private static String refusal(List<Integer> rows) {
    return String.valueOf(
        assertThrows(UserError.class, () -> Refusals.none(rows, RefusalsTest::even)).getMessage());
  }

  @Test
  void rowsThatAreFitAreAllAskedAndNoneRefused() {
    List<Integer> asked = new ArrayList<>();
    Refusals.none(List.of(2, 4), asked::add);
    assertEquals(List.of(2, 4), asked);
  }

  @Test
  void oneIsToldAsItIsAndSeveralTogether() {
    assertEquals("rows.jsonl:3: is odd", refusal(List.of(2, 3, 4)));
    assertEquals(
        "2 problems in the data:\nrows.jsonl:3: is odd\nrows.jsonl:5: is odd",
        refusal(List.of(3, 4, 5)));
  }

  @Test
  void theFirstAreNamedAndEveryOneIsCounted() {
    String all = refusal(IntStream.range(0, 250).boxed().toList());
    assertEquals(1 + Problems.KEPT + 1, all.lines().count());
    assertEquals("125 problems in the data:", all.lines().findFirst().orElseThrow());
    assertEquals("and 25 more", all.lines().skip(1 + Problems.KEPT).findFirst().orElseThrow());
  }

  @Test
  void whatIsWrongWithAllIsToldOnce() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                Refusals.none(
                    List.of(1, 2, 3),
                    row -> {
                      throw new UserError("the template is broken");
                    }));
    assertEquals("the template is broken", error.getMessage());
  }
}
