package dev.herder.core.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binds settings to a record: defaults, then one YAML file, then overrides, each over the one
 * before.
 *
 * <ul>
 *   <li>Keys are the components' names in kebab-case; snake_case is the same key. An unknown key is
 *       a mistake, and so is a missing one, unless its component is {@code @Nullable}.
 *   <li>Types: texts, numbers, booleans, enums, paths, lists, maps with text keys, records, {@code
 *       Object} (any plain value), and sealed interfaces whose variants {@link ConfigTypes} names.
 *   <li>A path in a file is relative to the file's folder, one on the command line to the current
 *       folder; {@code ~/} is the home folder.
 *   <li>{@code --set} takes {@code a.b=value}; {@code a.b=x,y} or {@code a.b=[x, y]} sets a list,
 *       and {@code a.b={c: 1}} goes over a mapping key by key.
 *   <li>All mistakes are told at once, each with its place.
 * </ul>
 */
public final class StrictConfig<R extends Record> {
  private final Class<R> type;
  private final ConfigTypes types;
  private final ProblemList problems = new ProblemList();
  private final List<ConfigNode> layers = new ArrayList<>();
  private boolean unreadable;

  private StrictConfig(Class<R> type, ConfigTypes types) {
    this.type = type;
    this.types = types;
  }

  /** Starts with no settings at all. */
  public static <R extends Record> StrictConfig<R> of(Class<R> type, ConfigTypes types) {
    return new StrictConfig<>(type, types);
  }

  /** Starts without variants and registered defaults. */
  public static <R extends Record> StrictConfig<R> of(Class<R> type) {
    return of(type, ConfigTypes.none());
  }

  /** Takes every value of a record as a default. */
  public StrictConfig<R> defaults(R record) {
    layers.add(RecordTree.ofDefaults(record, types));
    return this;
  }

  /** Takes values as defaults, some of which may be missing. */
  public StrictConfig<R> defaults(JsonNode object) {
    layers.add(JsonTree.of(object));
    return this;
  }

  /**
   * Takes the values of a YAML file.
   *
   * @throws IOException if it exists but cannot be read
   */
  public StrictConfig<R> file(Path file) throws IOException {
    String name = file.toString();
    YamlTree.Placing placing = (line, column) -> new Origin.File(name, line, column);
    String text = text(file);
    ConfigNode tree = text == null ? null : YamlTree.parse(text, placing, problems);
    if (tree == null) {
      unreadable = true;
    } else {
      layers.add(tree);
    }
    return this;
  }

  /** Takes an override {@code a.b=value} of the command line. */
  public StrictConfig<R> set(String assignment) {
    int equals = assignment.indexOf('=');
    String key = equals < 0 ? assignment : assignment.substring(0, equals);
    Origin origin = new Origin.CommandLine("--set " + Keys.shown(key));
    if (equals <= 0) {
      problems.add(origin, "", "expected key=value, such as --set optim.learning-rate=1e-5");
      return this;
    }
    layer(key, new ConfigNode.Scalar(assignment.substring(equals + 1), true, origin));
    return this;
  }

  /**
   * Takes the value of an option of the command line.
   *
   * @param option its name, for messages
   * @param key the setting it stands for, with dots
   * @param value a text, number, boolean, enum, path, or list or map of these; null leaves the
   *     setting as it is
   */
  public StrictConfig<R> option(String option, String key, @Nullable Object value) {
    if (value != null) {
      layer(key, node(value, new Origin.CommandLine(option)));
    }
    return this;
  }

  /**
   * Takes the values of a block that was bound before as a plain map.
   *
   * @param block the block's key, for messages
   * @param values texts, numbers, booleans, and lists and maps of these
   */
  public StrictConfig<R> block(String block, Map<String, ?> values) {
    values.forEach((key, value) -> option(block + "." + key, key, value));
    return this;
  }

  /**
   * Binds the record.
   *
   * @throws ConfigException with every mistake in any layer
   */
  public ResolvedConfig<R> resolve() {
    ProblemList found = problems.copy();
    if (unreadable) {
      // Nobody knows which settings it has, so none can be said to be missing.
      found.check();
    }
    Slot root = Slot.root(type);
    Overlay overlay = new Overlay(types, found);
    ConfigNode tree = new ConfigNode.Mapping(Map.of(), new Origin.Default());
    tree = overlay.lay(root, null, tree, "");
    for (ConfigNode layer : layers) {
      ConfigNode laid = overlay.lay(root, tree, layer, "");
      tree = laid instanceof ConfigNode.Mapping ? laid : tree;
    }
    Object record = new Binder(types, found).bind(root, tree, "");
    found.check();
    if (record == null) {
      throw new IllegalStateException(type + " was not bound, and no problem says why");
    }
    return new ResolvedConfig<>(type.cast(record), (ConfigNode.Mapping) tree, types);
  }

  private void layer(String key, ConfigNode leaf) {
    ConfigNode node = leaf;
    String[] parts = key.split("\\.", -1);
    for (int i = parts.length - 1; i >= 0; i--) {
      Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
      entries.put(parts[i], new ConfigNode.Entry(leaf.origin(), node));
      node = new ConfigNode.Mapping(entries, leaf.origin());
    }
    layers.add(node);
  }

  private static ConfigNode node(Object value, Origin origin) {
    if (value instanceof List<?> list) {
      return new ConfigNode.Sequence(
          list.stream().map(each -> node(each, origin)).toList(), origin);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
      map.forEach(
          (key, each) ->
              entries.put(String.valueOf(key), new ConfigNode.Entry(origin, node(each, origin))));
      return new ConfigNode.Mapping(entries, origin);
    }
    String text = value instanceof Enum<?> constant ? Keys.ofConstant(constant) : value.toString();
    boolean plain = !(value instanceof Path) && !text.isEmpty();
    return new ConfigNode.Scalar(text, plain, origin);
  }

  private @Nullable String text(Path file) throws IOException {
    Origin place = new Origin.CommandLine(file.toString());
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(YamlTree.MAX_BYTES + 1);
      if (bytes.length > YamlTree.MAX_BYTES) {
        problems.add(place, "", "larger than " + YamlTree.MAX_BYTES + " bytes, expected settings");
        return null;
      }
      return decoded(file, bytes);
    } catch (NoSuchFileException e) {
      problems.add(place, "", "no such file", "check the name");
    } catch (AccessDeniedException e) {
      problems.add(place, "", "no right to read the file");
    } catch (IOException e) {
      if (!Files.isDirectory(file)) {
        throw e;
      }
      problems.add(place, "", "is a folder, expected a YAML file");
    }
    return null;
  }

  private @Nullable String decoded(Path file, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int line = 1;
      int column = 1;
      for (int i = 0; i < in.position(); i++) {
        column = bytes[i] == '\n' ? 1 : column + 1;
        line += bytes[i] == '\n' ? 1 : 0;
      }
      Origin place = new Origin.File(file.toString(), line, column);
      problems.add(place, "", "not UTF-8", "convert the file to UTF-8");
      return null;
    }
  }
}
