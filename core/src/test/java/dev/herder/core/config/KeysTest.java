package dev.herder.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class KeysTest {
  @Test
  void componentsBecomeKebabCase() {
    assertEquals("learning-rate", Keys.ofComponent("learningRate"));
    assertEquals("top-p", Keys.ofComponent("topP"));
    assertEquals("lora-r", Keys.ofComponent("loraR"));
    assertEquals("use-url-cache", Keys.ofComponent("useURLCache"));
    assertEquals("seed", Keys.ofComponent("seed"));
  }

  @Test
  void strangeKeysAreQuoted() {
    assertEquals("a.b_c", Keys.below("a", "b_c"));
    assertEquals("\"x\\ny\"", Keys.below("", "x\ny"));
    assertEquals("a.\"\"", Keys.below("a", ""));
  }
}
