package dev.herder.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine;

/** What {@code --version} prints: the program, the engine, Java. */
final class InstalledVersions implements CommandLine.IVersionProvider {
  /** The versions that the build wrote down, so that no native library is loaded to tell them. */
  @Override
  public String[] getVersion() throws IOException {
    Properties built = new Properties();
    try (InputStream file = InstalledVersions.class.getResourceAsStream("versions.properties")) {
      built.load(Objects.requireNonNull(file, "versions.properties is missing"));
    }
    return new String[] {
      "herder " + built.getProperty("herder"),
      "DJL " + built.getProperty("djl") + ", libtorch " + built.getProperty("libtorch"),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vendor"),
    };
  }
}
