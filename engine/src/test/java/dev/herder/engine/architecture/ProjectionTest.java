package dev.herder.engine.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ProjectionTest {
  @Test
  void modulesNameProjections() {
    for (Projection projection : Projection.values()) {
      assertEquals(projection, Projection.ofModule(projection.module()).orElseThrow());
    }
    assertEquals("o_proj", Projection.OUTPUT.module());
    assertTrue(Projection.ofModule("lm_head").isEmpty());
  }
}
