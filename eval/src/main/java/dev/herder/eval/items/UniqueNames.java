package dev.herder.eval.items;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the names of items differ, because results are paired by them. */
public final class UniqueNames {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> next = new HashMap<>();

  /** The name, or where it was given before, the name with {@code #2}, {@code #3}, ... */
  public String unique(String id) {
    String unique = id;
    for (int n = next.getOrDefault(id, 2); !taken.add(unique); n++) {
      unique = id + "#" + n;
      next.put(id, n + 1);
    }
    return unique;
  }

  /** Names in order, made to differ. */
  public static List<String> unique(List<String> ids) {
    UniqueNames made = new UniqueNames();
    return ids.stream().map(made::unique).toList();
  }
}
