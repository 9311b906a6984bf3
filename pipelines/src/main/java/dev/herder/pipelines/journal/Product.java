package dev.herder.pipelines.journal;

import dev.herder.core.run.Hashes;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a step reads: a file or folder that is there, or one that a step has yet to make. */
public sealed interface Product {
  /** Names it in messages: a step's name, or a file as the user gave it. */
  String name();

  /** One file of it; the folder itself, for a model, is {@code "."}. */
  Product file(String output);

  /**
   * There, with known content.
   *
   * @param path the file or folder
   * @param hashes of a step's folder: the hash of each of its outputs; of anything else: its own
   *     hash under {@code "."}
   * @param summary the numbers that its step gave; empty for the user's own files
   */
  record Made(String name, Path path, SortedMap<String, String> hashes, Map<String, Object> summary)
      implements Product {
    public Made {
      hashes = Collections.unmodifiableSortedMap(new TreeMap<>(hashes));
      summary = Collections.unmodifiableMap(new TreeMap<>(summary));
    }

    /** A file or a model's folder with its hash. */
    public Made(String name, Path path, String sha256) {
      this(name, path, new TreeMap<>(Map.of(".", sha256)), Map.of());
    }

    @Override
    public Made file(String output) {
      String hash = hashes.get(output);
      if (hash == null) {
        throw new IllegalStateException(name + " has no output '" + output + "'");
      }
      return output.equals(".")
          ? new Made(name, path, hash)
          : new Made(name + "/" + output, path.resolve(output), hash);
    }

    /** The hash of all its content. */
    public String sha256() {
      StringBuilder lines = new StringBuilder();
      hashes.forEach((output, hash) -> lines.append(hash).append(' ').append(output).append('\n'));
      String only = hashes.get(".");
      return only != null && hashes.size() == 1 ? only : Hashes.ofString(lines.toString());
    }
  }

  /** To be made by a step, or chosen by what a step will find. Only plans meet it. */
  record Pending(String name) implements Product {
    @Override
    public Pending file(String output) {
      return this;
    }
  }

  /**
   * What is there.
   *
   * @throws IllegalStateException if it is yet to be made
   */
  default Made made() {
    if (this instanceof Made made) {
      return made;
    }
    throw new IllegalStateException(name() + " is not made yet");
  }
}
