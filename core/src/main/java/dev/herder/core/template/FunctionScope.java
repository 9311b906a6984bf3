package dev.herder.core.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** While compiling: a piece of the template that has variables of its own when it runs. */
final class FunctionScope {
  final @Nullable FunctionScope outer;

  private final Map<String, Integer> slots = new HashMap<>();

  FunctionScope(@Nullable FunctionScope outer) {
    this.outer = outer;
  }

  /** The slot of a variable; scopes of the same level that follow one another share theirs. */
  int slot(String identifier) {
    return slots.computeIfAbsent(identifier, key -> slots.size());
  }

  int size() {
    return slots.size();
  }

  /** How many functions out from here another one is. */
  int hopsTo(FunctionScope other) {
    int hops = 0;
    FunctionScope scope = this;
    while (!scope.equals(other)) {
      if (scope.outer == null) {
        throw new IllegalStateException("a variable of a function that does not enclose this one");
      }
      scope = scope.outer;
      hops++;
    }
    return hops;
  }
}
