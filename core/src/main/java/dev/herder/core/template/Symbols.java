package dev.herder.core.template;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * While compiling: the variables of one scope and where each gets its first value from.
 *
 * <p>Follows jinja's rules: what a scope assigns is its own and starts as the outer variable of the
 * same name; what it only reads is the outer variable, or the template's input.
 */
final class Symbols {
  enum Origin {
    /** Given by whoever enters the scope. */
    PARAMETER,
    /** Looked up by name in the template's input. */
    INPUT,
    /** Copied from a variable of an outer scope. */
    OUTER,
    /** Undefined until it is assigned. */
    NOTHING
  }

  /** A variable's place at run time. */
  record Slot(FunctionScope function, int index) {}

  /** How a variable begins. */
  record Load(Origin origin, String name, @Nullable Slot outer) {}

  final FunctionScope function;

  private final @Nullable Symbols parent;
  private final int level;
  private final String prefix;
  private final Map<String, Slot> references = new HashMap<>();
  private final Map<Slot, Load> loads = new LinkedHashMap<>();
  private final Set<String> stores = new HashSet<>();

  private Symbols(@Nullable Symbols parent, FunctionScope function, int level, String prefix) {
    this.parent = parent;
    this.function = function;
    this.level = level;
    this.prefix = prefix;
  }

  static Symbols root(FunctionScope function) {
    return new Symbols(null, function, 0, "");
  }

  /** An inner scope; a prefix keeps its variables apart from those of other scopes. */
  Symbols inner(FunctionScope innerFunction, String innerPrefix) {
    return new Symbols(this, innerFunction, level + 1, innerPrefix);
  }

  Symbols copy() {
    Symbols copy = new Symbols(parent, function, level, prefix);
    copy.takeOver(this);
    return copy;
  }

  private void takeOver(Symbols other) {
    references.putAll(other.references);
    loads.putAll(other.loads);
    stores.addAll(other.stores);
  }

  private Slot define(String name, Origin origin, @Nullable Slot outer) {
    Slot slot = new Slot(function, function.slot(prefix + level + ":" + name));
    references.put(name, slot);
    loads.put(slot, new Load(origin, name, outer));
    return slot;
  }

  @Nullable Slot find(String name) {
    Slot slot = references.get(name);
    return slot != null || parent == null ? slot : parent.find(name);
  }

  Map<Slot, Load> loads() {
    return loads;
  }

  void store(String name) {
    stores.add(name);
    if (!references.containsKey(name)) {
      Slot outer = parent == null ? null : parent.find(name);
      define(name, outer == null ? Origin.NOTHING : Origin.OUTER, outer);
    }
  }

  Slot parameter(String name) {
    stores.add(name);
    return define(name, Origin.PARAMETER, null);
  }

  void load(String name) {
    if (find(name) == null) {
      define(name, Origin.INPUT, null);
    }
  }

  /** Takes over what the branches of a condition do. */
  void merge(List<Symbols> branches) {
    Set<String> branchStores = new HashSet<>();
    for (Symbols branch : branches) {
      branchStores.addAll(branch.stores);
    }
    branchStores.removeAll(stores);
    for (Symbols branch : branches) {
      takeOver(branch);
    }
    for (String name : branchStores) {
      Slot target = find(name);
      if (target == null) {
        throw new IllegalStateException("a branch stores an unknown name");
      }
      Slot outer = parent == null ? null : parent.find(name);
      loads.put(target, new Load(outer == null ? Origin.INPUT : Origin.OUTER, name, outer));
    }
  }

  /** Every variable that this scope or an outer one assigns. */
  Map<String, Slot> visibleStores() {
    Map<String, Slot> visible = parent == null ? new TreeMap<>() : parent.visibleStores();
    for (String name : stores) {
      Slot slot = find(name);
      if (slot != null) {
        visible.put(name, slot);
      }
    }
    return visible;
  }
}
