package dev.herder.engine.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operating system tells of processor and memory.
 *
 * @param name the processor's name, or the architecture where it has none
 * @param cores logical cores this process may use
 * @param flags instruction sets, lower case; empty where the system does not tell
 * @param memoryBytes all memory this process may use: the machine's, or the limit of its container
 * @param availableBytes memory that can be taken without swapping
 */
public record Processor(
    String name, int cores, Set<String> flags, long memoryBytes, long availableBytes) {
  private static final Set<String> INT8 =
      Set.of("avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm");

  public Processor {
    flags = Set.copyOf(flags);
  }

  /** Asks the system. */
  public static Processor detect() {
    String name = System.getProperty("os.arch", "unknown");
    Set<String> flags = new TreeSet<>();
    for (String line : lines("/proc/cpuinfo")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String key = line.substring(0, colon).strip();
        String value = line.substring(colon + 1).strip();
        if (key.equals("model name")) {
          name = value;
        } else if (key.equals("flags") || key.equals("Features")) {
          flags.addAll(Arrays.asList(value.toLowerCase(Locale.ROOT).split("\\s+")));
          break;
        }
      }
    }
    int cores = Runtime.getRuntime().availableProcessors();
    return new Processor(name, cores, flags, all(), available());
  }

  /** Whether bfloat16 matrix products run on instructions of their own. */
  public boolean hasBfloat16() {
    return flags.contains("avx512_bf16") || flags.contains("amx_bf16") || flags.contains("bf16");
  }

  /** Whether sums of int8 products run on instructions of their own: VNNI, AMX, or ARM's. */
  public boolean hasInt8() {
    return INT8.stream().anyMatch(flags::contains);
  }

  /** Memory of this process that is in RAM, in bytes; 0 where the system does not tell. */
  public static long residentBytes() {
    for (String line : lines("/proc/self/status")) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    return 0;
  }

  private static long all() {
    long all = meminfo("MemTotal:");
    long limit = number("/sys/fs/cgroup/memory.max");
    return limit > 0 ? Math.min(all, limit) : all;
  }

  private static long available() {
    long available = meminfo("MemAvailable:");
    long limit = number("/sys/fs/cgroup/memory.max");
    long used = number("/sys/fs/cgroup/memory.current");
    return limit > 0 && used >= 0 ? Math.min(available, limit - used) : available;
  }

  /** A line of the system's memory figures in bytes; a guess where there is none. */
  private static long meminfo(String key) {
    for (String line : lines("/proc/meminfo")) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    return Runtime.getRuntime().maxMemory() * 4;
  }

  private static long number(String file) {
    for (String line : lines(file)) {
      return line.matches("\\d{1,18}") ? Long.parseLong(line) : -1;
    }
    return -1;
  }

  private static List<String> lines(String file) {
    try {
      Path path = Path.of(file);
      return Files.isReadable(path) ? Files.readAllLines(path) : List.of();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }
}
