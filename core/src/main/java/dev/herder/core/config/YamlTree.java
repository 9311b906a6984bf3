package dev.herder.core.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML into a tree with marks: no object is ever made from a tag, and size, depth and aliases
 * are limited.
 */
final class YamlTree {
  /** The largest file in bytes. */
  static final int MAX_BYTES = 4 << 20;

  private static final int MAX_DEPTH = 50;
  private static final int MAX_ALIASES = 50;
  // Aliases of aliases multiply: what they stand for is counted too.
  private static final int MAX_NODES = 200_000;
  private static final Set<Tag> TAGS =
      Set.of(
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.MAP,
          Tag.SEQ,
          Tag.TIMESTAMP,
          Tag.MERGE);

  /** Turns a position in the text into an origin. */
  interface Placing {
    Origin at(int line, int column);
  }

  private final Placing placing;
  private final ProblemList problems;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;

  private YamlTree(Placing placing, ProblemList problems) {
    this.placing = placing;
    this.problems = problems;
  }

  /** Parses one document; null if it is empty or damaged, the latter with a problem. */
  static @Nullable ConfigNode parse(String text, Placing placing, ProblemList problems) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setAllowRecursiveKeys(false);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_BYTES);
    options.setProcessComments(false);
    Node root = compose(text, options, placing, problems);
    return root == null ? null : new YamlTree(placing, problems).convert(root, "");
  }

  private static @Nullable Node compose(
      String text, LoaderOptions options, Placing placing, ProblemList problems) {
    try {
      return new Yaml(options).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      Origin origin =
          mark == null ? placing.at(1, 1) : placing.at(mark.getLine() + 1, mark.getColumn() + 1);
      problems.add(origin, "", "not YAML: " + reason(e), hint(text, mark));
    } catch (YAMLException e) {
      problems.add(placing.at(1, 1), "", "not YAML: " + oneLine(e.getMessage()));
    } catch (RuntimeException e) {
      // SnakeYAML's scanner lets others through, a NumberFormatException at a damaged escape.
      problems.add(placing.at(1, 1), "", "not YAML: damaged (" + oneLine(e.getMessage()) + ")");
    }
    return null;
  }

  private @Nullable ConfigNode convert(Node node, String key) {
    Origin origin = origin(node);
    if (++nodes > MAX_NODES) {
      if (nodes == MAX_NODES + 1) {
        problems.add(origin, key, "more than " + MAX_NODES + " values, aliases counted as copies");
      }
      return null;
    }
    if (!TAGS.contains(node.getTag())) {
      problems.add(
          origin, key, "the tag " + Quoted.shortly(node.getTag().getValue()) + " is not allowed");
      return null;
    }
    if (!open.add(node)) {
      problems.add(origin, key, "an alias contains itself");
      return null;
    }
    try {
      if (node instanceof ScalarNode scalar) {
        boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
        return new ConfigNode.Scalar(scalar.getValue(), plain, origin);
      }
      return node instanceof SequenceNode sequence
          ? sequence(sequence, key)
          : mapping((MappingNode) node, key);
    } finally {
      open.remove(node);
    }
  }

  private ConfigNode sequence(SequenceNode sequence, String key) {
    List<ConfigNode> items = new ArrayList<>();
    for (Node each : sequence.getValue()) {
      ConfigNode item = convert(each, key + "[" + items.size() + "]");
      if (item != null) {
        items.add(item);
      }
    }
    return new ConfigNode.Sequence(items, origin(sequence));
  }

  private ConfigNode mapping(MappingNode mapping, String parent) {
    Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Origin keyOrigin = origin(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
        problems.add(keyOrigin, parent, "a key is a list or a mapping, expected a name");
        continue;
      }
      String key = keyNode.getValue();
      String place = Keys.below(parent, key);
      if (key.equals("<<")) {
        problems.add(keyOrigin, parent, "merge keys (<<) are not supported", "write the keys out");
        continue;
      }
      if (entries.containsKey(key)) {
        problems.add(keyOrigin, place, "the key stands twice", "remove one of the two");
        continue;
      }
      ConfigNode value = convert(tuple.getValueNode(), place);
      if (value != null) {
        entries.put(key, new ConfigNode.Entry(keyOrigin, value));
      }
    }
    return new ConfigNode.Mapping(entries, origin(mapping));
  }

  private Origin origin(Node node) {
    Mark mark = node.getStartMark();
    return placing.at(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String hint(String text, @Nullable Mark mark) {
    int line = mark == null ? 0 : mark.getLine();
    String found = text.lines().skip(line).findFirst().orElse("");
    return found.contains("\t") ? "indent with spaces, not with tabs" : "";
  }

  private static String reason(MarkedYAMLException e) {
    String problem = oneLine(e.getProblem());
    return problem.startsWith("but ") ? oneLine(e.getContext()) + ", " + problem : problem;
  }

  private static String oneLine(@Nullable String message) {
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    return line.isEmpty() ? "cannot be read" : line;
  }
}
