package dev.herder.core.run;

import dev.herder.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** SHA-256 of files, texts and folders, as 64 lower-case hexadecimal digits. */
public final class Hashes {
  private static final Set<String> RUN_RECORDS =
      Set.of("manifest.json", "trainer_state.json", "training_state.json");
  private static final Set<String> MODEL_ENDINGS =
      Set.of(".safetensors", ".json", ".jinja", ".model", ".txt");

  private Hashes() {}

  /**
   * The hash of a file's bytes, read as a stream.
   *
   * @throws UserError if it is a pipe or a device: whoever wants its hash reads it a second time
   */
  public static String ofFile(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UserError(
          file + ": is not a regular file, and is read twice; write its content to a file first");
    }
    MessageDigest digest = digest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return hex(digest);
  }

  /** The hash of a text's UTF-8 bytes. */
  public static String ofString(String text) {
    MessageDigest digest = digest();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return hex(digest);
  }

  /**
   * The hash of a folder: of the lines {@code HASH NAME}, one for every file below it, sorted by
   * relative name.
   *
   * <p>The same files give the same hash wherever the folder lies. Links to files are followed;
   * entries whose name begins with a dot (locks, leftovers, caches) are left out.
   */
  public static String ofDirectory(Path directory) throws IOException {
    return ofDirectory(directory, name -> true);
  }

  /**
   * The hash of those files of a folder whose relative name, with {@code /} between its parts, is
   * wanted.
   */
  public static String ofDirectory(Path directory, Predicate<String> wanted) throws IOException {
    List<String> names;
    try (Stream<Path> walk = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
      names =
          walk.filter(Files::isRegularFile)
              .map(file -> relativeName(directory, file))
              .filter(name -> !name.startsWith(".") && !name.contains("/.") && wanted.test(name))
              .sorted()
              .toList();
    } catch (UncheckedIOException e) {
      // Files.walk wraps what it meets on the way, a loop of links for example.
      throw e.getCause();
    }
    MessageDigest digest = digest();
    for (String name : names) {
      String line = ofFile(directory.resolve(name)) + " " + name + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return hex(digest);
  }

  /**
   * The hash of what makes a model: weights, configuration, tokenizer and chat template at the top
   * of its folder.
   *
   * <p>A run's records (manifest, metrics, states, reports) are left out, so that two runs with the
   * same result have the same hash.
   *
   * @throws UserError if there is no such folder
   */
  public static String ofModel(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new UserError(
          directory + ": not a folder, expected one with a model in Hugging Face layout");
    }
    return ofDirectory(
        directory,
        name ->
            !name.contains("/")
                && !RUN_RECORDS.contains(name)
                && MODEL_ENDINGS.stream().anyMatch(name::endsWith));
  }

  /** A fresh SHA-256. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /** Ends a digest and gives its hexadecimal digits. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String relativeName(Path directory, Path file) {
    return directory.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
  }
}
