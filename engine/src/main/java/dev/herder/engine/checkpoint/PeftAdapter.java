package dev.herder.engine.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.ModelConfig;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A LoRA adapter in PEFT's format, opened for reading, every tensor accounted for.
 *
 * <p>The directory holds {@code adapter_config.json} and {@code adapter_model.safetensors} with
 * names such as {@code base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight}.
 */
public final class PeftAdapter implements AutoCloseable {
  static final String PREFIX = "base_model.model.";
  static final String WEIGHTS = "adapter_model.safetensors";
  private static final String SCORE = PREFIX + TensorNames.SCORE_HEAD;

  private final Path directory;
  private final LoraConfigReader settings;
  private final SafetensorsFile file;
  private final Map<String, String> storedNames;

  private PeftAdapter(
      Path directory,
      LoraConfigReader settings,
      SafetensorsFile file,
      Map<String, String> storedNames) {
    this.directory = directory;
    this.settings = settings;
    this.file = file;
    this.storedNames = storedNames;
  }

  /** Whether a directory looks like an adapter rather than a whole model. */
  public static boolean isAdapter(Path directory) {
    return Files.isRegularFile(directory.resolve(LoraConfigReader.FILE))
        && !Files.exists(directory.resolve("config.json"));
  }

  /**
   * The directory of the model that an adapter adapts.
   *
   * @throws UserError if the adapter names none, or one that is not here
   */
  public static Path base(Path directory) throws IOException {
    Path file = directory.resolve(LoraConfigReader.FILE);
    String name;
    try {
      name = new ObjectMapper().readTree(file.toFile()).path("base_model_name_or_path").asText("");
    } catch (JsonProcessingException e) {
      throw new UserError(file + ": is not JSON: " + e.getOriginalMessage(), e);
    }
    if (name.isEmpty() || !Files.isDirectory(Path.of(name))) {
      throw new UserError(
          file
              + ": base_model_name_or_path is '"
              + name
              + "', which is no directory here; set it to the base model's directory");
    }
    return Path.of(name);
  }

  /**
   * Opens an adapter and checks it against the model that it adapts.
   *
   * @param directory holds {@code adapter_config.json} and {@code adapter_model.safetensors}
   * @param base shape of the model
   * @throws UserError if a file is missing, malformed, unsupported, or does not fit the model
   * @throws IOException if a file cannot be read
   */
  public static PeftAdapter open(Path directory, ModelConfig base) throws IOException {
    if (!Files.exists(directory.resolve(LoraConfigReader.FILE))) {
      throw new UserError(directory + ": has no " + LoraConfigReader.FILE + ": not a PEFT adapter");
    }
    LoraConfigReader settings =
        LoraConfigReader.read(directory.resolve(LoraConfigReader.FILE), base.layers());
    Path weights = directory.resolve(WEIGHTS);
    if (!Files.exists(weights) && Files.exists(directory.resolve("adapter_model.bin"))) {
      throw new UserError(
          directory
              + ": has its weights as a PyTorch pickle, which can run code and is not read; save"
              + " the adapter with a PEFT of 0.5 or newer");
    }
    SafetensorsFile file = SafetensorsFile.open(weights);
    try {
      return new PeftAdapter(directory, settings, file, account(settings, base, file));
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static Map<String, String> account(
      LoraConfigReader settings, ModelConfig base, SafetensorsFile file) {
    Map<String, TensorInfo> found = new LinkedHashMap<>();
    for (TensorInfo info : file.tensors().values()) {
      found.put(canonical(info.name()), info);
    }
    Accounting accounting = new Accounting();
    Map<String, String> storedNames = new LinkedHashMap<>();
    for (LoraTarget target : settings.targets()) {
      for (LoraMatrix matrix : LoraMatrix.values()) {
        String name = target.tensor(matrix);
        List<Long> shape = matrix.shape(base, target.projection(), settings.config().r());
        take(found, name, shape, accounting, storedNames);
      }
    }
    if (settings.score()) {
      TensorInfo score = found.get(SCORE);
      long rows = score == null || score.shape().isEmpty() ? 1 : score.shape().get(0);
      long labels = Math.min(Math.max(rows, 1), Head.Score.MOST_LABELS);
      take(found, SCORE, List.of(labels, (long) base.hiddenSize()), accounting, storedNames);
    }
    for (String name : new TreeSet<>(found.keySet())) {
      accounting.add("that do not belong to it", name);
    }
    accounting.check(
        file.path() + ": the tensors do not fit " + LoraConfigReader.FILE + " and the model");
    return Collections.unmodifiableMap(storedNames);
  }

  private static void take(
      Map<String, TensorInfo> found,
      String name,
      List<Long> shape,
      Accounting accounting,
      Map<String, String> storedNames) {
    TensorInfo info = found.remove(name);
    if (info == null) {
      accounting.add("missing", name);
      return;
    }
    accounting.checkInfo(name, info, shape);
    storedNames.put(name, info.name());
  }

  private static String canonical(String stored) {
    return stored.startsWith(PREFIX)
        ? PREFIX + TensorNames.canonical(stored.substring(PREFIX.length()))
        : stored;
  }

  /** The directory. */
  public Path directory() {
    return directory;
  }

  /** The adapter's settings. */
  public LoraConfig config() {
    return settings.config();
  }

  /** The adapted weights. */
  public SortedSet<LoraTarget> targets() {
    return Collections.unmodifiableSortedSet(settings.targets());
  }

  /** Rows of the score head that is saved with the adapter, if one is. */
  public OptionalInt scoreLabels() {
    return settings.score()
        ? OptionalInt.of(file.info(SCORE).shape().get(0).intValue())
        : OptionalInt.empty();
  }

  /**
   * One factor as float32, row by row.
   *
   * @param target one of the {@link #targets}
   * @throws IllegalArgumentException if the adapter does not adapt that weight
   * @throws IOException if the file cannot be read
   */
  public float[] read(LoraTarget target, LoraMatrix matrix) throws IOException {
    return read(target.tensor(matrix));
  }

  /**
   * The score head as float32, row by row.
   *
   * @throws IllegalArgumentException if the adapter has none
   * @throws IOException if the file cannot be read
   */
  public float[] readScore() throws IOException {
    return read(SCORE);
  }

  private float[] read(String name) throws IOException {
    String stored = storedNames.get(name);
    if (stored == null) {
      throw new IllegalArgumentException("the adapter has no tensor " + name);
    }
    float[] values = new float[Math.toIntExact(file.info(stored).elements())];
    file.copyToFloat(stored, 0, FloatBuffer.wrap(values));
    return values;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
