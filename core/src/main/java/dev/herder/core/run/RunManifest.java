package dev.herder.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an artefact was made: written as {@code manifest.json} into a run's folder when it is done.
 *
 * @param stage the stage's name, for example {@code sft}
 * @param fingerprint the run's identity by {@link Fingerprint#of}
 * @param settings the resolved settings, paths included
 * @param seed the seed of every random choice
 * @param inputs what was read, hashed
 * @param outputs what was written, hashed, named relative to the run's folder
 * @param rows what became of the rows
 * @param versions of the program and everything under it, by {@link Versions#collect}
 * @param machine choices of device, dtype, threads and the like
 * @param started when the run began
 * @param finished when it ended
 */
public record RunManifest(
    String stage,
    String fingerprint,
    JsonNode settings,
    long seed,
    List<Artifact> inputs,
    List<Artifact> outputs,
    RowCounts rows,
    Map<String, String> versions,
    Map<String, String> machine,
    Instant started,
    Instant finished) {
  /** The file's name. */
  public static final String FILE = "manifest.json";

  public RunManifest {
    settings = settings.deepCopy();
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    machine = Collections.unmodifiableMap(new LinkedHashMap<>(machine));
  }

  /** Seconds from start to end. */
  public double seconds() {
    return Duration.between(started, finished).toMillis() / 1000.0;
  }

  /** The manifest as it stands in {@code manifest.json}. */
  public String json() throws IOException {
    return ManifestJson.print(this);
  }

  /** Writes {@code manifest.json} into the run's folder. */
  public void write(Path directory) throws IOException {
    AtomicFiles.writeString(directory.resolve(FILE), ManifestJson.print(this));
  }

  /**
   * Reads {@code manifest.json} from a run's folder.
   *
   * @throws dev.herder.core.UserError if it is missing or damaged
   */
  public static RunManifest read(Path directory) throws IOException {
    return ManifestJson.read(directory.resolve(FILE));
  }

  /**
   * The manifest of a finished run with this fingerprint whose outputs are still what it wrote.
   *
   * @throws dev.herder.core.UserError if there is a manifest, but a damaged one
   */
  public static Optional<RunManifest> finished(Path directory, String fingerprint)
      throws IOException {
    if (!Files.exists(directory.resolve(FILE))) {
      return Optional.empty();
    }
    RunManifest manifest = read(directory);
    return manifest.fingerprint().equals(fingerprint) && manifest.outputsIntact(directory)
        ? Optional.of(manifest)
        : Optional.empty();
  }

  private boolean outputsIntact(Path directory) throws IOException {
    for (Artifact output : outputs) {
      Path path = directory.resolve(output.path());
      if (!Files.exists(path) || !Artifact.hash(path).equals(output.sha256())) {
        return false;
      }
    }
    return true;
  }
}
