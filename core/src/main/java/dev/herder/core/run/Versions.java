package dev.herder.core.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The versions of everything under a run. */
public final class Versions {
  private Versions() {}

  /** The program's version, from its jar; {@code development} when run from class folders. */
  public static String herder() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /**
   * The program, Java, the operating system and the processor, then what the caller adds ({@code
   * djl}, {@code libtorch}).
   */
  public static Map<String, String> collect(Map<String, String> engine) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("herder", herder());
    versions.put("java", property("java.vendor") + " " + property("java.version"));
    versions.put("os", property("os.name") + " " + property("os.version"));
    versions.put("cpu", cpu());
    versions.putAll(engine);
    return versions;
  }

  private static String cpu() {
    String name = linuxCpu(Path.of("/proc/cpuinfo"));
    return name == null ? property("os.arch") : name;
  }

  private static @Nullable String linuxCpu(Path cpuinfo) {
    try (Stream<String> lines = Files.lines(cpuinfo, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      // Other systems have no such file; the architecture's name stands in.
      return null;
    }
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
