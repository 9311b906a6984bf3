package dev.herder.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.engine.architecture.Architecture;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ModelConfigReader;
import dev.herder.engine.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint consists of, apart from the values: enough to write another one like it.
 *
 * @param directory where the tokenizer files are carried over from
 * @param configText the content of {@code config.json}
 * @param config the model's shape
 * @param head what the model computes in the end
 * @param dtypes stored type by canonical name, for exactly the {@link #shapes}
 */
public record CheckpointLayout(
    Path directory, String configText, ModelConfig config, Head head, Map<String, Dtype> dtypes) {
  public CheckpointLayout {
    dtypes = Map.copyOf(dtypes);
    Map<String, List<Long>> shapes = ExpectedTensors.of(config, head);
    if (!dtypes.keySet().equals(shapes.keySet())) {
      throw new IllegalArgumentException("dtypes must be given for exactly the expected tensors");
    }
  }

  /**
   * The layout of a model of which there is only the configuration.
   *
   * @param configJson a {@code config.json}; tokenizer files beside it are carried over too
   * @throws dev.herder.core.UserError if it is missing, malformed or unsupported
   * @throws IOException if it cannot be read
   */
  public static CheckpointLayout ofConfig(Path configJson) throws IOException {
    byte[] bytes = StrictJson.readBytes(configJson, Checkpoint.MOST_CONFIG_BYTES);
    String place = configJson.toString();
    ObjectNode json = StrictJson.parseObject(bytes, place);
    ModelConfig config = ModelConfigReader.parse(json, place);
    Head head = HeadReader.read(json, place);
    Dtype dtype = Dtype.ofConfigName(config.storedDtype());
    Map<String, Dtype> dtypes = new LinkedHashMap<>();
    ExpectedTensors.of(config, head).keySet().forEach(name -> dtypes.put(name, dtype));
    return new CheckpointLayout(
        configJson.toAbsolutePath().resolveSibling("."),
        StrictJson.decode(bytes, place),
        config,
        head,
        dtypes);
  }

  /** Names and shapes of the tensors in the order in which the model applies them. */
  public Map<String, List<Long>> shapes() {
    return ExpectedTensors.of(config, head);
  }

  /**
   * The stored type of a tensor.
   *
   * @throws IllegalArgumentException if the model has no tensor of that name
   */
  public Dtype dtype(String name) {
    Dtype dtype = dtypes.get(name);
    if (dtype == null) {
      throw new IllegalArgumentException("the model has no tensor " + name);
    }
    return dtype;
  }

  /** Bytes of all tensors as stored. */
  public long bytes() {
    long bytes = 0;
    for (Map.Entry<String, List<Long>> tensor : shapes().entrySet()) {
      bytes += TensorInfo.elements(tensor.getValue()) * dtype(tensor.getKey()).bits() / 8;
    }
    return bytes;
  }

  /**
   * The same with keys of {@code config.json} changed.
   *
   * @param changes new values; a missing node removes the key
   * @throws dev.herder.core.UserError if the model's shape is then wrong or unsupported
   */
  public CheckpointLayout withConfig(Map<String, JsonNode> changes) {
    String text = ConfigText.with(configText, changes);
    ObjectNode json = StrictJson.parseObject(text.getBytes(StandardCharsets.UTF_8), "config.json");
    ModelConfig changed =
        StoredDtype.replace(
            ModelConfigReader.parse(json, "config.json"), Dtype.ofConfigName(config.storedDtype()));
    return new CheckpointLayout(directory, text, changed, head, dtypes);
  }

  /**
   * The same with every tensor stored in one type; {@code config.json} says so.
   *
   * @param dtype F32, F16 or BF16
   */
  public CheckpointLayout withDtype(Dtype dtype) {
    Map<String, Dtype> newDtypes = new LinkedHashMap<>(dtypes);
    newDtypes.replaceAll((name, old) -> dtype);
    ObjectNode json =
        StrictJson.parseObject(configText.getBytes(StandardCharsets.UTF_8), "config.json");
    // Both spellings stay what they are; a file without either gets the one of its generation.
    boolean older = json.has("torch_dtype") || !(json.has("dtype") || json.has("rope_parameters"));
    JsonNode name = JsonNodeFactory.instance.textNode(dtype.configName());
    return new CheckpointLayout(
        directory,
        ConfigText.with(configText, Map.of(older ? "torch_dtype" : "dtype", name)),
        StoredDtype.replace(config, dtype),
        head,
        newDtypes);
  }

  /**
   * The same with another head; {@code config.json} names the class and the labels.
   *
   * @param newHead its tensor, if it has one that was not there, gets the prevailing dtype
   */
  public CheckpointLayout withHead(Head newHead) {
    Dtype prevailing = Dtype.ofConfigName(config.storedDtype());
    Map<String, Dtype> newDtypes = new LinkedHashMap<>();
    for (String name : ExpectedTensors.of(config, newHead).keySet()) {
      newDtypes.put(name, dtypes.getOrDefault(name, prevailing));
    }
    String text = ConfigText.with(configText, HeadReader.changes(architecture(), newHead));
    return new CheckpointLayout(directory, text, config, newHead, newDtypes);
  }

  private Architecture architecture() {
    return Architecture.of(config.modelType()).orElseThrow();
  }
}
