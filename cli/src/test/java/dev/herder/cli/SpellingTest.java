package dev.herder.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class SpellingTest {
  @Test
  void onlyNamesOfOptionsLoseTheirUnderscores() {
    String[] given = {
      "sft", "--learning_rate=1_0", "--max_steps", "a_b", "-x_y", "--set", "lora_r=8", "--", "--a_b"
    };
    String[] expected = {
      "sft", "--learning-rate=1_0", "--max-steps", "a_b", "-x_y", "--set", "lora_r=8", "--", "--a_b"
    };

    assertArrayEquals(expected, Spelling.normal(given));
  }
}
