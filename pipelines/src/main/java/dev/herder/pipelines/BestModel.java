package dev.herder.pipelines;

import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Hashes;
import dev.herder.pipelines.journal.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder {@code best} of a run: the best model so far, ready to use. */
final class BestModel {
  private static final String NAME = "best";

  private final Path out;

  BestModel(Path out) {
    this.out = out;
  }

  /** The folder. */
  Path folder() {
    return out.resolve(NAME);
  }

  /** Puts a model there, unless it is there already. */
  void publish(Product.Made model) throws IOException {
    if (Files.isDirectory(folder()) && Hashes.ofModel(folder()).equals(model.sha256())) {
      return;
    }
    boolean own = model.path().toAbsolutePath().normalize().startsWith(out.toAbsolutePath());
    AtomicFiles.replaceDirectory(
        folder(),
        folder -> {
          for (Path file : files(model.path())) {
            place(file, folder.resolve(file.getFileName()), own);
          }
        });
    if (!Hashes.ofModel(folder()).equals(model.sha256())) {
      throw new IOException(folder() + ": is not what " + model.path() + " was; run again");
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isRegularFile)
          .filter(file -> isModelFile(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  /** Leaves out what a run writes about itself beside the model. */
  private static boolean isModelFile(String name) {
    return !name.startsWith(".")
        && !name.equals("manifest.json")
        && Stream.of(".safetensors", ".json", ".jinja", ".model", ".txt").anyMatch(name::endsWith);
  }

  /** A hard link for a model of the run, which costs no space; a copy of anything else. */
  private static void place(Path file, Path target, boolean link) throws IOException {
    if (link) {
      try {
        Files.createLink(target, file);
        return;
      } catch (UnsupportedOperationException | IOException e) {
        // Not every file system links; a copy is as good.
        Files.deleteIfExists(target);
      }
    }
    Files.copy(file, target);
  }
}
