package dev.herder.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file or a model folder that a run read or wrote.
 *
 * @param path its name as the user gave it, or relative to the run's folder for an output
 * @param sha256 64 hexadecimal digits: of the file's bytes, or of the folder by {@link
 *     Hashes#ofModel}
 * @param rows how many rows it holds, or null where rows mean nothing
 */
public record Artifact(String path, String sha256, @Nullable Long rows) {
  public Artifact {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256: " + sha256);
    }
    if (rows != null && rows < 0) {
      throw new IllegalArgumentException("rows: " + rows + ", expected 0 or more");
    }
  }

  /** Hashes a file, or a model's folder. */
  public static Artifact of(Path path) throws IOException {
    return new Artifact(path.toString(), hash(path), null);
  }

  /** Hashes an output and names it relative to the run's folder. */
  public static Artifact output(Path runDirectory, Path path, @Nullable Long rows)
      throws IOException {
    Path relative = runDirectory.toAbsolutePath().normalize().relativize(absolute(path));
    return new Artifact(relative.toString(), hash(path), rows);
  }

  static String hash(Path path) throws IOException {
    return Files.isDirectory(path) ? Hashes.ofModel(path) : Hashes.ofFile(path);
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
