package dev.herder.core.verify.code;

import dev.herder.core.UserError;

/**
 * What a program in the sandbox may use.
 *
 * @param seconds wall time and processor time, 1 to 600
 * @param memoryMib address space of each process, from 64
 * @param processes processes and threads of the sandbox's user at once, from 4
 * @param fileMib size of each file and of all files together, from 1
 */
public record SandboxLimits(int seconds, int memoryMib, int processes, int fileMib) {
  /** 10 seconds, 1 GiB, 32 processes, 16 MiB of files. */
  public static final SandboxLimits DEFAULT = new SandboxLimits(10, 1024, 32, 16);

  public SandboxLimits {
    require(seconds >= 1 && seconds <= 600, "seconds", seconds, "1 to 600");
    require(memoryMib >= 64, "memory in MiB", memoryMib, "64 or more");
    require(processes >= 4, "processes", processes, "4 or more");
    require(fileMib >= 1, "file size in MiB", fileMib, "1 or more");
  }

  private static void require(boolean holds, String key, int value, String expected) {
    if (!holds) {
      throw new UserError(
          "sandbox: " + key + ": " + value + " is out of range, expected " + expected);
    }
  }
}
