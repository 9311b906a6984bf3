package dev.herder.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The golden files that {@code make_goldens.py} made. */
final class Goldens {
  static final Path ROOT = Path.of("src/test/resources/golden/checkpoint");

  private Goldens() {}

  static Path checkpoint(String name) {
    return ROOT.resolve("checkpoints").resolve(name);
  }

  static Path adapter(String name) {
    return ROOT.resolve("adapters").resolve(name);
  }

  static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  /** Copies a folder's files so that a test may change them. */
  static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : list(from)) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
    return to;
  }

  static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.sorted().toList();
    }
  }

  static List<String> names(Path directory) throws IOException {
    return list(directory).stream().map(p -> String.valueOf(p.getFileName())).toList();
  }

  static String sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
