package dev.herder.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ConsoleTableTest {
  private static ConsoleTable table() {
    return ConsoleTable.of("Suite", "Before", "After")
        .right(1, 2)
        .row("gsm8k", "5.3 %", "11.75 %")
        .row("日本|語", 7, "n/a");
  }

  @Test
  void alignsColumnsForATerminal() {
    assertEquals(
        """
        Suite    Before    After
        -------  ------  -------
        gsm8k     5.3 %  11.75 %
        日本|語       7      n/a
        """,
        table().plain());
  }

  @Test
  void alignsColumnsForMarkdown() {
    assertEquals(
        """
        | Suite    | Before |   After |
        | -------- | -----: | ------: |
        | gsm8k    |  5.3 % | 11.75 % |
        | 日本\\|語 |      7 |     n/a |
        """,
        table().markdown());
  }

  @Test
  void headingsAloneAreATableToo() {
    assertEquals("A  B\n-  -\n", ConsoleTable.of("A", "B").plain());
    assertEquals("| A   |\n| --- |\n", ConsoleTable.of("A").markdown());
  }

  @Test
  void cellsStayOnOneLineAndWithinBounds() {
    ConsoleTable table = ConsoleTable.of("Text").row("x\ny\u0007").row("z".repeat(100));
    assertEquals("Text\n" + "-".repeat(60) + "\nx y\n" + "z".repeat(59) + "…\n", table.plain());
  }

  @Test
  void refusesRowsOfAnotherLength() {
    assertThrows(IllegalArgumentException.class, () -> table().row("one"));
    assertThrows(IllegalArgumentException.class, ConsoleTable::of);
  }
}
