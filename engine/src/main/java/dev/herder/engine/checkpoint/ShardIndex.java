package dev.herder.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.engine.json.Excerpt;
import dev.herder.engine.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code model.safetensors.index.json}: which tensor lies in which file.
 *
 * @param names the names of each file's tensors, by file name
 */
record ShardIndex(Map<String, Set<String>> names) {
  static final String FILE = "model.safetensors.index.json";
  private static final long MOST_BYTES = 100_000_000;
  private static final int MOST_FILES = 4096;

  /**
   * Reads an index and checks that its files exist beside it.
   *
   * @throws UserError if it is malformed, or names a file elsewhere or none
   */
  static ShardIndex read(Path file) throws IOException {
    ObjectNode json = StrictJson.readObject(file, MOST_BYTES);
    if (!(json.get("weight_map") instanceof ObjectNode map) || map.isEmpty()) {
      throw new UserError(
          file + ": weight_map must be an object from names of tensors to names of files");
    }
    Map<String, Set<String>> names = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      String shard = checkedName(file, entry.getKey(), entry.getValue());
      names.computeIfAbsent(shard, s -> new LinkedHashSet<>()).add(entry.getKey());
      if (names.size() > MOST_FILES) {
        throw new UserError(file + ": weight_map names more than " + MOST_FILES + " files");
      }
    }
    for (String shard : names.keySet()) {
      if (!Files.isRegularFile(file.resolveSibling(shard))) {
        throw new UserError(
            file
                + ": weight_map names the file "
                + Excerpt.quoted(shard)
                + ", which is not beside it; is the download complete?");
      }
    }
    return new ShardIndex(Collections.unmodifiableMap(new LinkedHashMap<>(names)));
  }

  private static String checkedName(Path file, String tensor, JsonNode value) {
    String name = value.isTextual() ? value.textValue() : "";
    // A plain name can only lie beside the index; links, as in Hugging Face's cache, are fine.
    boolean plain =
        name.endsWith(".safetensors")
            && !name.startsWith(".")
            && name.length() < 256
            && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
    if (!plain) {
      throw new UserError(
          file
              + ": weight_map gives "
              + Excerpt.quoted(tensor)
              + " the file "
              + Excerpt.of(value.toString())
              + ", expected the plain name of a .safetensors file beside the index");
    }
    return name;
  }
}
