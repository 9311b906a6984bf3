package dev.herder.cli.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The most memory this process has held. */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private PeakMemory() {}

  /** Peak resident memory in MiB, native memory included; empty where the system does not tell. */
  static OptionalLong mib() {
    return mib(STATUS);
  }

  static OptionalLong mib(Path status) {
    try {
      for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith("VmHWM:")) {
          return OptionalLong.of(kib(line) / 1024);
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Only Linux has this file; elsewhere the figure is left out.
    }
    return OptionalLong.empty();
  }

  private static long kib(String line) {
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
