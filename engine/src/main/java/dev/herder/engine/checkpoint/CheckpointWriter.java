package dev.herder.engine.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes a model's directory in Hugging Face layout, whole or not at all, in constant memory.
 *
 * <p>A tied output head is not stored, as transformers does not store it.
 */
public final class CheckpointWriter {
  /** Largest weight file, 5 GB as in the Hugging Face hub library, unless a tensor is larger. */
  public static final long DEFAULT_SHARD_BYTES = 5_000_000_000L;

  private static final Pattern WEIGHTS =
      Pattern.compile("model(-\\d+-of-\\d+)?\\.safetensors(\\.index\\.json)?");

  private CheckpointWriter() {}

  /** Whether a folder has the weights of a model or of an adapter. */
  public static boolean holdsWeights(Path directory) {
    return Stream.of(WeightFiles.SINGLE, ShardIndex.FILE, PeftAdapter.WEIGHTS)
        .anyMatch(name -> Files.exists(directory.resolve(name)));
  }

  /**
   * Checks that writing a model to a folder replaces no other; an input is refused elsewhere.
   *
   * @param inputs folders that the model is made from
   * @throws dev.herder.core.UserError if it does
   */
  public static void requireFree(Path out, List<Path> inputs) throws IOException {
    for (Path input : inputs) {
      if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
        return;
      }
    }
    if (holdsWeights(out)) {
      throw new UserError(
          out + ": holds the weights of a model; choose another --out, or give --overwrite");
    }
  }

  /**
   * Writes {@code config.json}, the weights, and copies of the tokenizer and generation files.
   *
   * <p>An existing directory keeps its other files; weight files of an earlier write go.
   *
   * @param out the directory to make or renew
   * @param layout what to write; tokenizer files come from its directory
   * @param weights the values of a tensor by canonical name; bytes must be of the layout's dtype
   * @param mostShardBytes above this the weights are split into shards with an index
   * @throws dev.herder.core.UserError if there is no room, or {@code out} is a file
   * @throws IOException if a file cannot be written
   */
  public static void write(
      Path out,
      CheckpointLayout layout,
      Function<String, NewTensor.Content> weights,
      long mostShardBytes)
      throws IOException {
    if (mostShardBytes < 1) {
      throw new IllegalArgumentException("shards of " + mostShardBytes + " bytes");
    }
    DiskSpace.require(out, layout.bytes() + CompanionFiles.bytes(layout.directory()));
    List<NewTensor> tensors = new ArrayList<>();
    layout
        .shapes()
        .forEach(
            (name, shape) ->
                tensors.add(new NewTensor(name, layout.dtype(name), shape, weights.apply(name))));
    try (StagedDirectory staged = StagedDirectory.of(out)) {
      writeWeights(staged.path(), shards(tensors, mostShardBytes));
      CompanionFiles.copy(layout.directory(), staged.path());
      DurableFiles.write(
          staged.path().resolve("config.json"),
          layout.configText().getBytes(StandardCharsets.UTF_8));
      staged.commit("config.json", name -> WEIGHTS.matcher(name).matches());
    }
  }

  /** Cuts in the given order; a tensor larger than a shard gets one of its own. */
  static List<List<NewTensor>> shards(List<NewTensor> tensors, long mostBytes) {
    List<List<NewTensor>> shards = new ArrayList<>();
    List<NewTensor> current = new ArrayList<>();
    long bytes = 0;
    for (NewTensor tensor : tensors) {
      if (!current.isEmpty() && bytes + tensor.bytes() > mostBytes) {
        shards.add(current);
        current = new ArrayList<>();
        bytes = 0;
      }
      current.add(tensor);
      bytes += tensor.bytes();
    }
    shards.add(current);
    return shards;
  }

  private static void writeWeights(Path directory, List<List<NewTensor>> shards)
      throws IOException {
    if (shards.size() == 1) {
      SafetensorsWriter.write(
          directory.resolve(WeightFiles.SINGLE), shards.get(0), SafetensorsWriter.METADATA);
      return;
    }
    Map<String, String> fileByName = new TreeMap<>();
    long bytes = 0;
    long parameters = 0;
    for (int i = 0; i < shards.size(); i++) {
      String file =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
      SafetensorsWriter.write(directory.resolve(file), shards.get(i), SafetensorsWriter.METADATA);
      for (NewTensor tensor : shards.get(i)) {
        fileByName.put(tensor.name(), file);
        bytes += tensor.bytes();
        parameters += TensorInfo.elements(tensor.shape());
      }
    }
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    index.putObject("metadata").put("total_parameters", parameters).put("total_size", bytes);
    ObjectNode map = index.putObject("weight_map");
    fileByName.forEach(map::put);
    DurableFiles.write(
        directory.resolve(ShardIndex.FILE),
        ConfigText.print(index).getBytes(StandardCharsets.UTF_8));
  }
}
