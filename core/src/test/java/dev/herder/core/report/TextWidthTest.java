package dev.herder.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TextWidthTest {
  @Test
  void countsTerminalColumns() {
    assertEquals(5, TextWidth.of("größe"));
    assertEquals(4, TextWidth.of("日本"));
    assertEquals(1, TextWidth.of("e\u0301"));
    assertEquals(2, TextWidth.of("🙂"));
  }

  @Test
  void cutsWithAnEllipsis() {
    assertEquals("abc", TextWidth.fit("abc", 3, "…"));
    assertEquals("ab…", TextWidth.fit("abcd", 3, "…"));
    assertEquals("日…", TextWidth.fit("日本語", 4, "…"));
    assertEquals("", TextWidth.fit("abcd", 0, "…"));
    assertEquals("abc", TextWidth.fit("abcd", 3, ""));
  }

  @Test
  void controlCharactersBecomeSpaces() {
    assertEquals("a b [31m c ", TextWidth.oneLine("a\nb\u001b[31m\tc\r"));
  }
}
