package dev.herder.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreferenceStrengthTest {
  private static Row row(Object strength) {
    return new Row.Text(new Source("f", 3), "t", Map.of("strength", strength));
  }

  @ParameterizedTest
  @ValueSource(strings = {"slightly better", "Slightly_Better", "slightly-better"})
  void namesAreReadInAnySpelling(String name) {
    assertEquals(Optional.of(PreferenceStrength.SLIGHTLY_BETTER), PreferenceStrength.of(row(name)));
  }

  @Test
  void numbersCountFromTheWeakest() {
    assertEquals(Optional.of(PreferenceStrength.MARGINALLY_BETTER), PreferenceStrength.of(row(1L)));
    assertEquals(
        Optional.of(PreferenceStrength.SIGNIFICANTLY_BETTER), PreferenceStrength.of(row(4L)));
  }

  @Test
  void aRowNeedNotHaveOne() {
    Row row = new Row.Text(new Source("f", 3), "t", Map.of());
    assertEquals(Optional.empty(), PreferenceStrength.of(row));
  }

  @Test
  void othersAreRefusedWithTheRow() {
    for (Object wrong : new Object[] {"great", 0L, 5L, true}) {
      String message =
          assertThrows(UserError.class, () -> PreferenceStrength.of(row(wrong))).getMessage();
      assertTrue(String.valueOf(message).startsWith("f:3: strength: "), message);
    }
  }
}
