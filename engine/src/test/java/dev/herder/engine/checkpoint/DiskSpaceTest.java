package dev.herder.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DiskSpaceTest {
  private static final Path PLACE = Path.of("place");

  @Test
  void theMessageAddsUp() {
    assertDoesNotThrow(() -> DiskSpace.require(PLACE, 1_000_000, (16 << 20) + 1_000_000));
    UserError error =
        assertThrows(
            UserError.class, () -> DiskSpace.require(PLACE, 1_000_000, (16 << 20) + 999_999));
    assertEquals(
        "place: needs 1.0 MB and 16.8 MB to spare, but only 17.8 MB are free on its disk; make room"
            + " or choose another place",
        error.getMessage());
  }
}
