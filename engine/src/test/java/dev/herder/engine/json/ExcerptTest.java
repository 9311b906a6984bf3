package dev.herder.engine.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ExcerptTest {
  @Test
  void escapesWhatWouldBreakALine() {
    assertEquals("'a\\u000ab'", Excerpt.quoted("a\nb"));
    assertEquals("\\u001b[31mü\\u202e\\u2028\\ud83d", Excerpt.of("\u001b[31mü\u202e\u2028\ud83d"));
  }

  @Test
  void shortens() {
    assertEquals("x".repeat(120), Excerpt.of("x".repeat(120)));
    assertEquals("x".repeat(120) + "…", Excerpt.of("x".repeat(100_000)));
  }
}
