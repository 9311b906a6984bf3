package dev.herder.core.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a template can look up by name: its input, and for blocks what the top level has set. */
final class Context {
  private final Map<String, Object> input;
  final Map<String, Object> exported = new HashMap<>();
  final Map<String, FunctionCode> blocks;

  Context(Map<String, Object> input, Map<String, FunctionCode> blocks) {
    this.input = input;
    this.blocks = blocks;
  }

  @Nullable Object resolve(String name) {
    Object value = exported.get(name);
    if (value == null) {
      value = input.get(name);
    }
    if (value == null) {
      value = Globals.find(name);
    }
    return value == null && name.equals("self") ? new SelfReference(this) : value;
  }

  /** A context for a scoped block, which also sees the variables around it. */
  Context with(Map<String, Object> locals) {
    Map<String, Object> all = new HashMap<>(input);
    all.putAll(exported);
    all.putAll(locals);
    return new Context(all, blocks);
  }
}
