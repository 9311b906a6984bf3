package dev.herder.engine.checkpoint;

import dev.herder.core.UserError;
import dev.herder.engine.json.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects how the tensors that are there differ from those that should be. */
final class Accounting {
  private static final int MOST_SHOWN = 6;

  private final Map<String, List<String>> groups = new LinkedHashMap<>();

  /** Notes one difference under a heading. */
  void add(String heading, String difference) {
    groups.computeIfAbsent(heading, h -> new ArrayList<>()).add(difference);
  }

  /** Notes if a tensor has another shape, or a type that weights cannot have. */
  void checkInfo(String name, TensorInfo info, List<Long> shape) {
    if (!info.shape().equals(shape)) {
      add("of another shape", name + " is " + info.shape() + ", expected " + shape);
    }
    if (!info.dtype().narrows()) {
      add("of a type other than F32, F16 and BF16", name + " is " + info.dtype());
    }
  }

  /**
   * Throws what was noted in one line: each group with its number and its first few.
   *
   * @param start the place and what does not fit
   * @throws UserError if anything was noted
   */
  void check(String start) {
    if (groups.isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    groups.forEach(
        (heading, all) -> {
          List<String> shown =
              all.subList(0, Math.min(MOST_SHOWN, all.size())).stream().map(Excerpt::of).toList();
          String more = all.size() > MOST_SHOWN ? ", ..." : "";
          parts.add(all.size() + " " + heading + " (" + String.join(", ", shown) + more + ")");
        });
    throw new UserError(start + ": " + String.join("; ", parts));
  }
}
