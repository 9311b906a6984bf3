package dev.herder.engine.checkpoint;

import dev.herder.core.UserError;
import dev.herder.engine.json.Excerpt;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds and opens the weight files of a checkpoint directory. */
final class WeightFiles {
  static final String SINGLE = "model.safetensors";

  private WeightFiles() {}

  /**
   * Opens {@code model.safetensors}, or the shards that the index names.
   *
   * @throws UserError if there are none, in words that say what there is instead
   */
  static List<SafetensorsFile> open(Path directory) throws IOException {
    List<SafetensorsFile> opened = new ArrayList<>();
    try {
      if (Files.exists(directory.resolve(SINGLE))) {
        opened.add(SafetensorsFile.open(directory.resolve(SINGLE)));
      } else if (Files.exists(directory.resolve(ShardIndex.FILE))) {
        ShardIndex index = ShardIndex.read(directory.resolve(ShardIndex.FILE));
        for (Map.Entry<String, Set<String>> shard : index.names().entrySet()) {
          opened.add(SafetensorsFile.open(directory.resolve(shard.getKey())));
          checkAgainstIndex(opened.get(opened.size() - 1), shard.getValue(), directory);
        }
      } else {
        throw new UserError(directory + ": " + instead(directory));
      }
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      closeAll(opened);
      throw e;
    }
  }

  static void closeAll(List<SafetensorsFile> files) throws IOException {
    for (SafetensorsFile file : files) {
      file.close();
    }
  }

  private static void checkAgainstIndex(SafetensorsFile shard, Set<String> listed, Path directory) {
    Set<String> absent = new TreeSet<>(listed);
    absent.removeAll(shard.tensors().keySet());
    Set<String> unlisted = new TreeSet<>(shard.tensors().keySet());
    unlisted.removeAll(listed);
    if (absent.isEmpty() && unlisted.isEmpty()) {
      return;
    }
    Set<String> first = absent.isEmpty() ? unlisted : absent;
    throw new UserError(
        directory.resolve(ShardIndex.FILE)
            + ": does not match "
            + shard.path().getFileName()
            + ": "
            + absent.size()
            + " listed tensors are not in it, "
            + unlisted.size()
            + " of its tensors are not listed (such as "
            + Excerpt.quoted(first.iterator().next())
            + ")");
  }

  /** What a directory without weights holds, and what to do about it. */
  private static String instead(Path directory) throws IOException {
    String convert =
        "; write safetensors with transformers:"
            + " AutoModelForCausalLM.from_pretrained(DIR).save_pretrained(NEW_DIR)";
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        names.add(String.valueOf(child.getFileName()));
      }
    }
    if (names.stream().anyMatch(n -> n.startsWith("pytorch_model") || n.endsWith(".pth"))) {
      return "has its weights as a PyTorch pickle, which can run code and is not read" + convert;
    }
    if (names.stream().anyMatch(n -> n.endsWith(".gguf"))) {
      return "has its weights as GGUF, which is not read" + convert;
    }
    if (names.contains("adapter_config.json")) {
      return "is a PEFT adapter, not a model; merge it into its base first: herder merge";
    }
    if (names.stream().anyMatch(n -> n.endsWith(".safetensors"))) {
      return "has neither "
          + SINGLE
          + " nor "
          + ShardIndex.FILE
          + ", though other .safetensors files; use the files in Hugging Face layout";
    }
    return "has no weights: expected " + SINGLE + " or " + ShardIndex.FILE;
  }

  /** What to say about a directory without {@code config.json}. */
  static String withoutConfig(Path directory) throws IOException {
    boolean otherwise;
    try (DirectoryStream<Path> weights =
        Files.newDirectoryStream(directory, "{pytorch_model*,*.pth,*.gguf,adapter_config.json}")) {
      otherwise = weights.iterator().hasNext();
    }
    return otherwise
        ? instead(directory)
        : "has no config.json: not a checkpoint in Hugging Face layout";
  }
}
