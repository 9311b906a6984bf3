package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowRangeTest {
  @Test
  void oneRowOrSeveral() {
    assertEquals(new RowRange(7, 7), RowRange.parse("7"));
    RowRange some = RowRange.parse(" 3-5 ");
    assertTrue(some.contains(3) && some.contains(5));
    assertFalse(some.contains(2) || some.contains(6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "5-3", "-1", "a", "1-", "1-2-3", "99999999999999999999"})
  void everythingElseIsRefused(String text) {
    UserError error = assertThrows(UserError.class, () -> RowRange.parse(text));
    assertTrue(String.valueOf(error.getMessage()).startsWith("rows: is \"" + text + "\""));
  }
}
