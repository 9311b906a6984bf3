package dev.herder.core.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bound settings, which know where each value came from. */
public final class ResolvedConfig<R extends Record> {
  private static final String INDENT = "  ";

  private final R value;
  private final ConfigNode.Mapping origins;
  private final ConfigTypes types;

  ResolvedConfig(R value, ConfigNode.Mapping origins, ConfigTypes types) {
    this.value = value;
    this.origins = origins;
    this.types = types;
  }

  /** The record. */
  public R value() {
    return value;
  }

  /**
   * The settings as YAML, each value with a comment that says where it came from.
   *
   * <p>Paths are written in full, so the text means the same in any folder; read back it gives an
   * equal record, up to relative paths that became absolute.
   */
  public String print() {
    StringBuilder out = new StringBuilder();
    mapping(RecordTree.of(value, types, ResolvedConfig::absolute), origins, "", out);
    return out.toString();
  }

  /** The settings as JSON, for a manifest. */
  public JsonNode json() {
    return json(value, types);
  }

  /** The settings as JSON without any path: what decides the result, wherever the files lie. */
  public JsonNode identity() {
    return identity(value, types);
  }

  /** Any settings record as JSON; keys in kebab-case, variants with their type. */
  public static JsonNode json(Record record, ConfigTypes types) {
    return JsonTree.toJson(RecordTree.of(record, types, Path::toString));
  }

  /** Any settings record as JSON without its paths. */
  public static JsonNode identity(Record record, ConfigTypes types) {
    return JsonTree.toJson(RecordTree.of(record, types, path -> null));
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  private static void mapping(
      ConfigNode.Mapping node, @Nullable ConfigNode origin, String indent, StringBuilder out) {
    Map<String, ConfigNode.Entry> known =
        origin instanceof ConfigNode.Mapping mapping ? mapping.entries() : Map.of();
    node.entries()
        .forEach(
            (key, entry) -> {
              ConfigNode.Entry from = known.get(key);
              out.append(indent).append(Quoted.ifNeeded(key)).append(':');
              value(entry.node(), from == null ? null : from.node(), indent + INDENT, out);
            });
  }

  /** Writes what follows a colon or a dash, up to the end of its last line. */
  private static void value(
      ConfigNode node, @Nullable ConfigNode origin, String indent, StringBuilder out) {
    if (node instanceof ConfigNode.Scalar scalar) {
      String text = scalar.plain() ? scalar.text() : Quoted.ifNeeded(scalar.text());
      out.append(' ').append(text);
      comment(origin, out);
    } else if (node instanceof ConfigNode.Mapping mapping) {
      if (mapping.entries().isEmpty()) {
        out.append(" {}");
        comment(origin, out);
      } else {
        out.append('\n');
        mapping(mapping, origin, indent, out);
      }
    } else if (node instanceof ConfigNode.Sequence sequence) {
      sequence(sequence, origin, indent, out);
    }
  }

  private static void sequence(
      ConfigNode.Sequence node, @Nullable ConfigNode origin, String indent, StringBuilder out) {
    out.append(node.items().isEmpty() ? " []" : "");
    comment(origin, out);
    for (int i = 0; i < node.items().size(); i++) {
      ConfigNode from =
          origin instanceof ConfigNode.Sequence list && i < list.items().size()
              ? list.items().get(i)
              : null;
      out.append(indent).append('-');
      value(node.items().get(i), from, indent + INDENT, out);
    }
  }

  private static void comment(@Nullable ConfigNode origin, StringBuilder out) {
    String from = origin == null ? "default" : origin.origin().comment();
    out.append("  # ").append(from.replaceAll("\\p{Cntrl}", "?")).append('\n');
  }
}
