package dev.herder.core.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks up a path such as {@code "function.name"} or {@code 0}, for filters. */
final class AttributeGetter {
  private final List<Object> parts = new ArrayList<>();
  private final boolean ignoreCase;
  private final @Nullable Object otherwise;

  /**
   * A getter.
   *
   * @param attribute the path, or null for the item itself
   * @param ignoreCase whether strings found are turned to lower case
   * @param otherwise what stands for a missing part, or null to leave it undefined
   */
  AttributeGetter(@Nullable Object attribute, boolean ignoreCase, @Nullable Object otherwise) {
    this.ignoreCase = ignoreCase;
    this.otherwise = otherwise;
    String path = attribute == null ? null : Text.orNull(attribute);
    if (path != null) {
      for (String part : path.split("\\.", -1)) {
        boolean number = Characters.all(part, c -> c >= '0' && c <= '9') && part.length() < 10;
        parts.add(number ? (Object) Long.valueOf(part) : part);
      }
    } else if (attribute != null) {
      parts.add(attribute);
    }
  }

  Object get(Run run, Object item) {
    run.step(1 + parts.size());
    Object value = item;
    for (Object part : parts) {
      value = Attributes.item(run, value, part);
      if (otherwise != null && value instanceof Undefined) {
        value = otherwise;
      }
    }
    String text = ignoreCase ? Text.orNull(value) : null;
    return text == null ? value : Characters.lower(text);
  }

  List<Object> getAll(Run run, List<Object> items) {
    List<Object> values = new ArrayList<>(items.size());
    for (Object item : items) {
      values.add(get(run, item));
    }
    return values;
  }
}
