package dev.herder.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeakMemoryTest {
  @TempDir Path folder;

  @Test
  void readsTheHighWaterMark() throws IOException {
    Path status =
        Files.writeString(folder.resolve("status"), "VmPeak:\t 999999 kB\nVmHWM:\t  541380 kB\n");

    assertEquals(OptionalLong.of(528), PeakMemory.mib(status));
  }

  @Test
  void isAbsentWhereTheSystemDoesNotTell() {
    assertEquals(OptionalLong.empty(), PeakMemory.mib(folder.resolve("none")));
  }
}
