package dev.herder.dataquality.duplicates;

import java.util.Optional;

/** Whether a vector says where a text points to, so that it can be compared with others. */
final class Directions {
  private Directions() {}

  /**
   * What is wrong with a vector; empty if nothing is. A text that says nothing may have zeros, and
   * is like no other.
   */
  static Optional<String> problem(String text, float[] vector) {
    boolean zeros = true;
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        return Optional.of("has " + vector[i] + " at place " + i);
      }
      zeros &= vector[i] == 0;
    }
    return zeros && !text.isBlank()
        ? Optional.of("is " + vector.length + " zeros")
        : Optional.empty();
  }
}
