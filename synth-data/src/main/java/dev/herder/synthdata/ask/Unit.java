package dev.herder.synthdata.ask;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One piece of work: a chunk, a document, a row, or the number of an attempt.
 *
 * @param index its place among all units, from 0
 * @param id where it comes from: {@code guide.md#3/1a2b...} or {@code rows.jsonl:7}
 * @param fields what the generator works on, plain Java values
 */
public record Unit(long index, String id, Map<String, Object> fields) {
  public Unit {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** A text field; empty if it is missing. */
  public String text(String key) {
    return fields.get(key) instanceof String text ? text : "";
  }
}
