package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskedTest {
  @Test
  void spaceAroundAKeyIsNoPartOfIt() {
    assertEquals("sk-7 x", Asked.key("KEY", " sk-7 x\n"));
    assertEquals("", Asked.key("KEY", " "));
    assertEquals("", Asked.key("A_VARIABLE_THAT_NOBODY_SETS"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk-secret\nsk-second", "sk-secret\u2026", "sk-secret\u0007x"})
  void aKeyThatNoHeaderHoldsIsRefusedWithoutShowingIt(String key) {
    String said =
        String.valueOf(assertThrows(UserError.class, () -> Asked.key("MY_KEY", key)).getMessage());
    assertTrue(said.contains("MY_KEY"), said);
    assertFalse(said.contains("secret"), said);
  }
}
