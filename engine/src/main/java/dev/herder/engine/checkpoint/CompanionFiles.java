package dev.herder.engine.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The files that travel with a model's weights and are not changed by training. */
final class CompanionFiles {
  private static final List<String> NAMES =
      List.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "tokenizer.model",
          "vocab.json",
          "merges.txt",
          "chat_template.jinja",
          "chat_template.json");

  private CompanionFiles() {}

  /** Copies those that are there, byte for byte. */
  static void copy(Path from, Path to) throws IOException {
    for (String name : NAMES) {
      Path file = from.resolve(name);
      if (Files.isRegularFile(file)) {
        copyFile(file, to.resolve(name));
      }
    }
  }

  private static void copyFile(Path from, Path to) throws IOException {
    try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ)) {
      DurableFiles.write(
          to,
          target -> {
            long at = 0;
            while (at < source.size()) {
              at += source.transferTo(at, source.size() - at, target);
            }
          });
    }
  }

  /** Bytes that {@link #copy} will write. */
  static long bytes(Path from) throws IOException {
    long bytes = 0;
    for (String name : NAMES) {
      Path file = from.resolve(name);
      bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return bytes;
  }
}
