package dev.herder.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuggestionsTest {
  private static final List<String> KNOWN = List.of("learning-rate", "beta", "batch-size");

  @Test
  void distances() {
    assertEquals(0, Suggestions.distance("abc", "abc"));
    assertEquals(3, Suggestions.distance("kitten", "sitting"));
    assertEquals(1, Suggestions.distance("caht", "chat"));
    assertEquals(4, Suggestions.distance("", "four"));
  }

  @Test
  void theNearestIsFound() {
    assertEquals("learning-rate", Suggestions.nearest("Learnin_Rate", KNOWN));
    assertEquals("batch-size", Suggestions.nearest("bacth-size", KNOWN));
    assertEquals("did you mean \"beta\"?", Suggestions.didYouMean("bata", KNOWN));
  }

  @Test
  void whatIsFarIsNotSuggested() {
    assertNull(Suggestions.nearest("gamma", KNOWN));
    assertNull(Suggestions.nearest("be", KNOWN));
    assertNull(Suggestions.nearest("beta".repeat(100_000), KNOWN));
    assertEquals("", Suggestions.didYouMean("", KNOWN));
  }
}
