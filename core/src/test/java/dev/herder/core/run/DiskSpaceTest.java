package dev.herder.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskSpaceTest {
  @TempDir Path folder;

  @Test
  void aFolderThatIsYetToBeMadeHasRoom() throws IOException {
    DiskSpace.require(folder.resolve("a/b"), 1, "a byte");
  }

  @Test
  void tooMuchIsRefusedWithBothNumbers() {
    UserError error =
        assertThrows(
            UserError.class, () -> DiskSpace.require(folder, Long.MAX_VALUE, "two checkpoints"));
    assertTrue(
        String.valueOf(error.getMessage())
            .startsWith(folder + ": two checkpoints need 8.0 EiB, but the disk has"),
        error.getMessage());
  }

  @Test
  void sizesForPeople() {
    assertEquals("0 B", DiskSpace.human(0));
    assertEquals("1023 B", DiskSpace.human(1023));
    assertEquals("1.0 KiB", DiskSpace.human(1024));
    assertEquals("1.5 GiB", DiskSpace.human(3L << 29));
  }
}
