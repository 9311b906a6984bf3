package dev.herder.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tree of settings before it is bound, with the origin of every node. */
sealed interface ConfigNode {
  Origin origin();

  /** What it is, for messages. */
  String kind();

  /** Keys and values. */
  record Mapping(Map<String, Entry> entries, Origin origin) implements ConfigNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /**
   * One value of a mapping.
   *
   * @param keyOrigin where the key stands
   * @param under the value of the layer below, or null
   */
  record Entry(Origin keyOrigin, ConfigNode node, @Nullable ConfigNode under) {
    Entry(Origin keyOrigin, ConfigNode node) {
      this(keyOrigin, node, null);
    }
  }

  /** A list. */
  record Sequence(List<ConfigNode> items, Origin origin) implements ConfigNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /**
   * A text that its target's type gives a meaning to.
   *
   * @param plain whether it stands without quotes, so that it may also be null, a number, ...
   */
  record Scalar(String text, boolean plain, Origin origin) implements ConfigNode {
    @Override
    public String kind() {
      return isNull() ? "empty" : (plain ? "" : "the text ") + Quoted.shortly(text);
    }

    /** Whether it stands for no value: nothing, {@code null} or {@code ~}. */
    boolean isNull() {
      return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }
  }

  /** Something that a problem was already told about. */
  record Broken(Origin origin) implements ConfigNode {
    @Override
    public String kind() {
      return "damaged";
    }
  }
}
