package dev.herder.engine.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ModelConfigReader;
import dev.herder.engine.json.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * A model's directory in Hugging Face layout, opened for reading, every tensor accounted for.
 *
 * <p>Tensors go by their names in a full language model ({@code model.layers.0...}), also where the
 * files leave the prefix {@code model.} out. A tied output head that is stored all the same must
 * equal the embedding and is left out of {@link #names}. Reading is safe from several threads.
 */
public final class Checkpoint implements AutoCloseable {
  static final long MOST_CONFIG_BYTES = 16L << 20;
  private static final int COMPARED_BYTES = 1 << 20;

  private record Place(SafetensorsFile file, TensorInfo info) {}

  private final CheckpointLayout layout;
  private final List<SafetensorsFile> files;
  private final Map<String, Place> places;
  private final List<String> ignored;

  private Checkpoint(
      CheckpointLayout layout,
      List<SafetensorsFile> files,
      Map<String, Place> places,
      List<String> ignored) {
    this.layout = layout;
    this.files = List.copyOf(files);
    this.places = places;
    this.ignored = List.copyOf(ignored);
  }

  /**
   * Opens a directory and checks its configuration and the names, shapes and types of its tensors.
   *
   * @param directory holds {@code config.json} and {@code model.safetensors} or shards with an
   *     index
   * @throws UserError if anything is missing, malformed, unsupported, or does not fit together
   * @throws IOException if a file cannot be read
   */
  public static Checkpoint open(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new UserError(
          directory
              + (Files.exists(directory)
                  ? ": is a file, expected the directory of a model"
                  : ": no such directory"));
    }
    Path configJson = directory.resolve("config.json");
    if (!Files.exists(configJson)) {
      throw new UserError(directory + ": " + WeightFiles.withoutConfig(directory));
    }
    byte[] text = StrictJson.readBytes(configJson, MOST_CONFIG_BYTES);
    ObjectNode json = StrictJson.parseObject(text, configJson.toString());
    ModelConfig config = ModelConfigReader.parse(json, configJson.toString());
    Head head = HeadReader.read(json, configJson.toString());
    String configText = StrictJson.decode(text, configJson.toString());
    List<SafetensorsFile> files = WeightFiles.open(directory);
    try {
      return account(directory, configText, config, head, files);
    } catch (IOException | RuntimeException | Error e) {
      WeightFiles.closeAll(files);
      throw e;
    }
  }

  private static Checkpoint account(
      Path directory, String configText, ModelConfig config, Head head, List<SafetensorsFile> files)
      throws IOException {
    Map<String, List<Long>> expected = ExpectedTensors.of(config, head);
    Accounting accounting = new Accounting();
    Map<String, Place> found = new LinkedHashMap<>();
    for (SafetensorsFile file : files) {
      for (TensorInfo info : file.tensors().values()) {
        if (found.put(TensorNames.canonical(info.name()), new Place(file, info)) != null) {
          accounting.add("stored twice", info.name());
        }
      }
    }
    boolean tied = head instanceof Head.LanguageModel && config.tieWordEmbeddings();
    Map<String, Place> places = new LinkedHashMap<>();
    for (Map.Entry<String, List<Long>> tensor : expected.entrySet()) {
      Place place = found.remove(tensor.getKey());
      if (place == null) {
        accounting.add("missing", tensor.getKey());
      } else {
        places.put(tensor.getKey(), place);
        accounting.checkInfo(tensor.getKey(), place.info(), tensor.getValue());
      }
    }
    Place storedHead = tied ? found.remove(TensorNames.OUTPUT_HEAD) : null;
    if (storedHead != null) {
      List<Long> shape = List.of((long) config.vocabSize(), (long) config.hiddenSize());
      accounting.checkInfo(TensorNames.OUTPUT_HEAD, storedHead.info(), shape);
    }
    List<String> ignored = new ArrayList<>();
    for (String name : new TreeSet<>(found.keySet())) {
      if (TensorNames.ignorable(name)) {
        ignored.add(name);
      } else {
        accounting.add("that do not belong to it", name);
      }
    }
    accounting.check(directory + ": the tensors do not fit config.json");
    if (storedHead != null) {
      checkTied(directory, places, storedHead);
    }
    Map<String, Dtype> dtypes = new LinkedHashMap<>();
    places.forEach((name, place) -> dtypes.put(name, place.info().dtype()));
    Dtype prevailing = StoredDtype.prevailing(places.values().stream().map(Place::info).toList());
    CheckpointLayout layout =
        new CheckpointLayout(
            directory, configText, StoredDtype.replace(config, prevailing), head, dtypes);
    return new Checkpoint(layout, files, places, ignored);
  }

  private static void checkTied(Path directory, Map<String, Place> places, Place head)
      throws IOException {
    Place embedding = Objects.requireNonNull(places.get(TensorNames.EMBEDDING));
    boolean same = head.info().dtype() == embedding.info().dtype();
    ByteBuffer a = ByteBuffer.allocateDirect(COMPARED_BYTES);
    ByteBuffer b = ByteBuffer.allocateDirect(COMPARED_BYTES);
    long bytes = embedding.info().bytes();
    for (long at = 0; same && at < bytes; at += COMPARED_BYTES) {
      int count = (int) Math.min(COMPARED_BYTES, bytes - at);
      embedding.file().copyBytes(embedding.info().name(), at, a.clear().limit(count));
      head.file().copyBytes(head.info().name(), at, b.clear().limit(count));
      same = a.flip().equals(b.flip());
    }
    if (!same) {
      throw new UserError(
          directory
              + ": tie_word_embeddings is true in config.json, but lm_head.weight differs from"
              + " embed_tokens.weight; set tie_word_embeddings to false to use both");
    }
  }

  /** The directory. */
  public Path directory() {
    return layout.directory();
  }

  /** The model's shape, with the dtype that its tensors prevailingly have. */
  public ModelConfig config() {
    return layout.config();
  }

  /** What the model computes in the end. */
  public Head head() {
    return layout.head();
  }

  /** Everything but the values; stays valid after {@link #close}. */
  public CheckpointLayout layout() {
    return layout;
  }

  /** Names of the tensors in the order in which the model applies them. */
  public List<String> names() {
    return List.copyOf(layout.shapes().keySet());
  }

  /** Names of stored tensors that nothing needs: rotary frequencies of old files. */
  public List<String> ignored() {
    return ignored;
  }

  /**
   * A tensor's type, shape and place in its file (under its name there).
   *
   * @throws IllegalArgumentException if the model has no tensor of that name
   */
  public TensorInfo info(String name) {
    return place(name).info();
  }

  /**
   * A tensor's bytes as stored, mapped into memory, read-only and little-endian.
   *
   * @param name a tensor of at most 2^31 - 1 bytes
   * @throws IOException if the file cannot be mapped
   */
  public ByteBuffer bytes(String name) throws IOException {
    return place(name).file().bytes(info(name).name());
  }

  /**
   * Copies part of a tensor's bytes as stored.
   *
   * @param name a tensor
   * @param offset first byte
   * @param into filled from position to limit
   * @throws IOException if the file cannot be read
   */
  public void copyBytes(String name, long offset, ByteBuffer into) throws IOException {
    place(name).file().copyBytes(info(name).name(), offset, into);
  }

  /**
   * Copies a whole tensor as float32.
   *
   * @param name a tensor
   * @param into little-endian, exactly four bytes per element between position and limit
   * @throws IOException if the file cannot be read
   */
  public void copyToFloat(String name, ByteBuffer into) throws IOException {
    place(name).file().copyToFloat(info(name).name(), into);
  }

  /**
   * Copies part of a tensor as float32.
   *
   * @param name a tensor
   * @param offset first element
   * @param into little-endian, filled from position to limit, a multiple of four bytes
   * @throws IOException if the file cannot be read
   */
  public void copyToFloat(String name, long offset, ByteBuffer into) throws IOException {
    place(name).file().copyToFloat(info(name).name(), offset, into);
  }

  /**
   * Copies part of a tensor as float32.
   *
   * @param name a tensor
   * @param offset first element
   * @param into filled from position to limit
   * @throws IOException if the file cannot be read
   */
  public void copyToFloat(String name, long offset, FloatBuffer into) throws IOException {
    place(name).file().copyToFloat(info(name).name(), offset, into);
  }

  private Place place(String name) {
    Place place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException("the model has no tensor " + name);
    }
    return place;
  }

  @Override
  public void close() throws IOException {
    WeightFiles.closeAll(files);
  }
}
