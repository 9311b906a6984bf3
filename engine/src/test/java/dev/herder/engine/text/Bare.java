package dev.herder.engine.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tokenizer without anything beside its vocabulary. */
final class Bare {
  private Bare() {}

  static Tokenizer tokenizer() {
    try {
      Path folder = Files.createTempDirectory("bare");
      Path file = folder.resolve("tokenizer.json");
      Files.copy(Golden.folder("bytes").resolve("tokenizer.json"), file);
      Tokenizer tokenizer = Tokenizer.load(folder);
      Files.delete(file);
      Files.delete(folder);
      return tokenizer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
