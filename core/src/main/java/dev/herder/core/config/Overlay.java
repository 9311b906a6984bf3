package dev.herder.core.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays one layer of settings over another, as their types say: records and maps key by key, lists
 * and values as a whole, a variant key by key only over the same variant.
 *
 * <p>The result has canonical keys, and nothing that no record knows.
 */
final class Overlay {
  static final String TYPE = "type";

  private final ConfigTypes types;
  private final ProblemList problems;

  Overlay(ConfigTypes types, ProblemList problems) {
    this.types = types;
    this.problems = problems;
  }

  /** Lays {@code top} over {@code base}; {@code key} is their place. */
  ConfigNode lay(Slot slot, @Nullable ConfigNode base, ConfigNode top, String key) {
    boolean nothing = top instanceof ConfigNode.Scalar scalar && scalar.isNull();
    boolean filled = slot.type().isRecord() || slot.isMap();
    if (nothing && !slot.nullable() && filled) {
      // A heading whose keys are all commented out.
      return lay(slot, base, new ConfigNode.Mapping(Map.of(), top.origin()), key);
    }
    if (nothing || top instanceof ConfigNode.Broken) {
      return top;
    }
    if (types.isSealed(slot.type())) {
      return variant(slot, base, top, key);
    } else if (slot.type().isRecord()) {
      ConfigNode.Mapping mapping = mapping(top, slot, key);
      return mapping == null
          ? new ConfigNode.Broken(top.origin())
          : record(slot.type(), base, mapping, key);
    } else if (slot.isMap()) {
      return map(slot, base, top, key);
    } else if (slot.isList()) {
      return list(slot, top, key);
    }
    boolean collection = slot.type() == Object.class && isCollection(top);
    return collection && top instanceof ConfigNode.Scalar scalar ? parse(scalar) : top;
  }

  private ConfigNode record(
      Class<?> type, @Nullable ConfigNode base, ConfigNode.Mapping top, String key) {
    Map<String, RecordComponent> components = Slot.components(type);
    Map<String, ConfigNode.Entry> result = new LinkedHashMap<>();
    Record defaults = types.defaults(type);
    if (base instanceof ConfigNode.Mapping under) {
      result.putAll(under.entries());
    } else if (defaults != null) {
      result.putAll(RecordTree.ofDefaults(defaults, types).entries());
    }
    Map<String, String> spelling = new LinkedHashMap<>();
    top.entries()
        .forEach(
            (given, entry) -> {
              String name = Keys.canonical(given);
              String place = Keys.below(key, name);
              RecordComponent component = components.get(name);
              if (component == null) {
                unknown(entry.keyOrigin(), place, name, components);
                return;
              }
              String other = spelling.putIfAbsent(name, given);
              if (other != null) {
                problems.add(
                    entry.keyOrigin(), place, "stands twice, as " + other + " and as " + given);
                return;
              }
              ConfigNode.Entry old = result.get(name);
              ConfigNode under = old == null ? null : old.node();
              ConfigNode node = lay(Slot.of(component), under, entry.node(), place);
              result.put(name, new ConfigNode.Entry(entry.keyOrigin(), node, under));
            });
    components.forEach((name, component) -> fill(name, component, result));
    return new ConfigNode.Mapping(result, top.origin());
  }

  /** Gives a record that is missing its registered defaults. */
  private void fill(String name, RecordComponent component, Map<String, ConfigNode.Entry> entries) {
    Record defaults = types.defaults(component.getType());
    boolean nullable = Slot.of(component).nullable();
    if (defaults != null && !nullable && component.getType().isRecord()) {
      entries.computeIfAbsent(
          name,
          missing ->
              new ConfigNode.Entry(new Origin.Default(), RecordTree.ofDefaults(defaults, types)));
    }
  }

  private void unknown(
      Origin origin, String place, String name, Map<String, RecordComponent> components) {
    String hint = Suggestions.didYouMean(name, components.keySet());
    String known = String.join(", ", components.keySet());
    problems.add(origin, place, "unknown key", hint.isEmpty() ? "expected one of " + known : hint);
  }

  private ConfigNode variant(Slot slot, @Nullable ConfigNode base, ConfigNode top, String key) {
    ConfigNode.Mapping mapping = top instanceof ConfigNode.Scalar name ? named(name) : null;
    mapping = mapping == null ? mapping(top, slot, key) : mapping;
    if (mapping == null) {
      return new ConfigNode.Broken(top.origin());
    }
    ConfigNode.Mapping under = base instanceof ConfigNode.Mapping given ? given : null;
    ConfigNode.Entry given = mapping.entries().get(TYPE);
    ConfigNode.Entry old = under == null ? null : under.entries().get(TYPE);
    ConfigNode.Entry chosen = given == null ? old : given;
    if (chosen == null || !(chosen.node() instanceof ConfigNode.Scalar name)) {
      problems.add(
          mapping.origin(), Keys.below(key, TYPE), "missing, expected " + names(slot.type()));
      return new ConfigNode.Broken(top.origin());
    }
    Class<? extends Record> variant = types.variant(slot.type(), name.text());
    if (variant == null) {
      problems.add(
          name.origin(),
          Keys.below(key, TYPE),
          "is " + name.kind() + ", expected " + names(slot.type()),
          Suggestions.didYouMean(name.text(), types.variantNames(slot.type())));
      return new ConfigNode.Broken(top.origin());
    }
    boolean same =
        old != null
            && old.node() instanceof ConfigNode.Scalar oldName
            && Keys.canonical(oldName.text()).equals(Keys.canonical(name.text()));
    return typed(chosen, variant, same ? under : null, mapping, key);
  }

  private ConfigNode typed(
      ConfigNode.Entry type,
      Class<? extends Record> variant,
      ConfigNode.@Nullable Mapping under,
      ConfigNode.Mapping top,
      String key) {
    ConfigNode body = record(variant, without(under), without(top, top.origin()), key);
    Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
    entries.put(TYPE, type);
    entries.putAll(((ConfigNode.Mapping) body).entries());
    return new ConfigNode.Mapping(entries, top.origin());
  }

  private static ConfigNode.@Nullable Mapping without(ConfigNode.@Nullable Mapping mapping) {
    return mapping == null ? null : without(mapping, mapping.origin());
  }

  private static ConfigNode.Mapping without(ConfigNode.Mapping mapping, Origin origin) {
    Map<String, ConfigNode.Entry> rest = new LinkedHashMap<>(mapping.entries());
    rest.remove(TYPE);
    return new ConfigNode.Mapping(rest, origin);
  }

  /** A variant's name alone stands for a mapping with only its type. */
  private static ConfigNode.@Nullable Mapping named(ConfigNode.Scalar name) {
    if (name.text().startsWith("{")) {
      return null;
    }
    return new ConfigNode.Mapping(
        Map.of(TYPE, new ConfigNode.Entry(name.origin(), name)), name.origin());
  }

  private String names(Class<?> sealedType) {
    return "one of " + String.join(", ", types.variantNames(sealedType));
  }

  private ConfigNode map(Slot slot, @Nullable ConfigNode base, ConfigNode top, String key) {
    ConfigNode.Mapping mapping = mapping(top, slot, key);
    if (mapping == null) {
      return new ConfigNode.Broken(top.origin());
    }
    Map<String, ConfigNode.Entry> result = new LinkedHashMap<>();
    if (base instanceof ConfigNode.Mapping under) {
      result.putAll(under.entries());
    }
    mapping
        .entries()
        .forEach(
            (name, entry) -> {
              ConfigNode.Entry old = result.get(name);
              ConfigNode under = old == null ? null : old.node();
              ConfigNode node = lay(slot.element(), under, entry.node(), Keys.below(key, name));
              result.put(name, new ConfigNode.Entry(entry.keyOrigin(), node, under));
            });
    return new ConfigNode.Mapping(result, mapping.origin());
  }

  private ConfigNode list(Slot slot, ConfigNode top, String key) {
    List<ConfigNode> given = items(top);
    List<ConfigNode> items = new ArrayList<>();
    for (ConfigNode item : given) {
      items.add(lay(slot.element(), null, item, key + "[" + items.size() + "]"));
    }
    return new ConfigNode.Sequence(items, top.origin());
  }

  /**
   * The items of a list; a single value counts as a list of one, and on the command line {@code
   * a,b} as a list of two.
   */
  private List<ConfigNode> items(ConfigNode top) {
    if (top instanceof ConfigNode.Sequence sequence) {
      return sequence.items();
    }
    if (top instanceof ConfigNode.Scalar scalar && isOverride(scalar)) {
      if (isCollection(scalar)) {
        ConfigNode parsed = parse(scalar);
        return parsed instanceof ConfigNode.Sequence sequence ? sequence.items() : List.of(parsed);
      }
      List<ConfigNode> items = new ArrayList<>();
      for (String item : scalar.text().split(",", -1)) {
        items.add(new ConfigNode.Scalar(item, true, scalar.origin()));
      }
      return items;
    }
    return List.of(top);
  }

  private ConfigNode.@Nullable Mapping mapping(ConfigNode top, Slot slot, String key) {
    ConfigNode node =
        top instanceof ConfigNode.Scalar scalar && isCollection(scalar) ? parse(scalar) : top;
    if (node instanceof ConfigNode.Mapping mapping) {
      return mapping;
    }
    if (!(node instanceof ConfigNode.Broken)) {
      problems.add(top.origin(), key, "is " + top.kind() + ", expected " + slot.expected());
    }
    return null;
  }

  private ConfigNode parse(ConfigNode.Scalar override) {
    Origin origin = override.origin();
    ConfigNode parsed = YamlTree.parse(override.text(), (line, column) -> origin, problems);
    return parsed == null ? new ConfigNode.Broken(origin) : parsed;
  }

  /** Whether a text of the command line is YAML's flow style. */
  private static boolean isCollection(ConfigNode node) {
    return node instanceof ConfigNode.Scalar scalar
        && isOverride(scalar)
        && (scalar.text().startsWith("[") || scalar.text().startsWith("{"));
  }

  private static boolean isOverride(ConfigNode.Scalar scalar) {
    return scalar.plain() && scalar.origin() instanceof Origin.CommandLine;
  }
}
