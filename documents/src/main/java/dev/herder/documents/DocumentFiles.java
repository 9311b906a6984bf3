package dev.herder.documents;

import dev.herder.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds the files that are meant by documents. */
public final class DocumentFiles {
  private DocumentFiles() {}

  /**
   * One file.
   *
   * @param path where it lies
   * @param name what it is called in reports; equal on every machine for a file below a folder
   */
  public record Found(Path path, String name) {}

  /**
   * The files named, and those below the folders named, sorted by name within each.
   *
   * <p>Files and folders whose name begins with a dot are left out below a folder.
   *
   * @throws UserError if there is no such file, or nothing at all
   */
  public static List<Found> of(List<Path> places) throws IOException {
    List<Found> found = new ArrayList<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        found.addAll(below(place));
      } else if (Files.isRegularFile(place)) {
        found.add(new Found(place, String.valueOf(place.getFileName())));
      } else {
        throw new UserError(place + ": no such file or folder; name documents or a folder of them");
      }
    }
    if (found.isEmpty()) {
      throw new UserError(
          (places.isEmpty() ? "documents" : places.get(0).toString())
              + ": has no files; name documents or a folder of them");
    }
    return found;
  }

  private static List<Found> below(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> new Found(file, name(folder, file)))
          .filter(each -> !each.name().startsWith(".") && !each.name().contains("/."))
          .sorted(Comparator.comparing(Found::name))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
  }
}
