package dev.herder.eval.items;

import dev.herder.core.data.Shown;
import dev.herder.core.data.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of a suite's file, whose keys are taken with checks.
 *
 * <p>Keys of objects inside are named with dots, {@code question.stem}. What is missing or of
 * another type throws {@link BadItem}, which {@link ItemFile} turns into a problem with file and
 * line.
 */
public final class ItemRow {
  private final Source source;
  private final String place;
  private final Map<?, ?> object;

  ItemRow(Source source, String place, Map<?, ?> object) {
    this.source = source;
    this.place = place;
    this.object = object;
  }

  /** Where the row stands. */
  public Source source() {
    return source;
  }

  /** Whether the key is there with a value other than null. */
  public boolean has(String key) {
    return object.get(key) != null;
  }

  /** The key's value as it is; null where it is missing. */
  public @Nullable Object value(String key) {
    return object.get(key);
  }

  /** A text that is not blank. */
  public String text(String key) {
    String text = anyText(key);
    if (text.isBlank()) {
      throw bad(key, "is empty, expected text", "fill it or remove the row");
    }
    return text;
  }

  /** A text, which may be empty. */
  public String anyText(String key) {
    Object value = object.get(key);
    if (value instanceof String text) {
      return text;
    }
    throw wrong(key, value, "a string");
  }

  /** A text, or nothing where the key is missing. */
  public Optional<String> optionalText(String key) {
    return has(key) ? Optional.of(anyText(key)) : Optional.empty();
  }

  /** A text or a whole number as text, for labels and names that files write either way. */
  public String label(String key) {
    Object value = object.get(key);
    if (value instanceof String || value instanceof Long) {
      return value.toString().strip();
    }
    throw wrong(key, value, "a string or a whole number");
  }

  /** A list of texts, each not blank, of at least so many. */
  public List<String> texts(String key, int least) {
    Object value = object.get(key);
    if (!(value instanceof List<?> list)) {
      throw wrong(key, value, "a list of strings");
    }
    if (list.size() < least) {
      throw bad(key, "has " + list.size() + " elements, expected at least " + least, "");
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Object each = list.get(i);
      String at = key + "[" + i + "]";
      if (!(each instanceof String text)) {
        throw wrong(at, each, "a string");
      }
      if (text.isBlank()) {
        throw bad(at, "is empty, expected text", "fill it or remove the row");
      }
      texts.add(text);
    }
    return texts;
  }

  /** An object inside. */
  public ItemRow object(String key) {
    Object value = object.get(key);
    if (value instanceof Map<?, ?> map) {
      return new ItemRow(source, place + key + ".", map);
    }
    throw wrong(key, value, "an object");
  }

  /** A list of objects inside. */
  public List<ItemRow> objects(String key) {
    Object value = object.get(key);
    if (!(value instanceof List<?> list)) {
      throw wrong(key, value, "a list of objects");
    }
    List<ItemRow> objects = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof Map<?, ?> map)) {
        throw wrong(key + "[" + i + "]", list.get(i), "an object");
      }
      objects.add(new ItemRow(source, place + key + "[" + i + "].", map));
    }
    return objects;
  }

  /** A problem with a key, to be thrown. */
  public BadItem bad(String key, String message, String hint) {
    return new BadItem(place + key, message, hint);
  }

  private BadItem wrong(String key, @Nullable Object value, String expected) {
    String found = value == null ? "missing" : "is " + Shown.type(value);
    return bad(key, found + ", expected " + expected, "");
  }

  @Override
  public String toString() {
    return source + " " + object.keySet();
  }
}
