package dev.herder.eval.items;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class UniqueNamesTest {
  @Test
  void numbersThoseThatAreTheSame() {
    assertEquals(
        List.of("a", "b", "a#2", "a#3", "a#2#2", "b#2"),
        UniqueNames.unique(List.of("a", "b", "a", "a", "a#2", "b")));
  }
}
