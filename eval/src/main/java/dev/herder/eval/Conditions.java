package dev.herder.eval;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowJson;
import dev.herder.core.run.Hashes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a figure depends on beside the model: two results compare only if these agree.
 *
 * @param prompts hash of the items: what is asked and what is expected
 * @param template hash of the texts that the suite puts around an item: instructions, examples,
 *     labels; of an empty text if it adds nothing
 * @param settings everything else that decides an answer or its verdict, as plain Java values: all
 *     that is needed to repeat it
 */
public record Conditions(String prompts, String template, Map<String, Object> settings) {
  private static final ObjectMapper SORTED =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  public Conditions {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * The conditions of a suite.
   *
   * @param items the rows of the suite, with whatever is expected of an answer
   * @param template the texts around an item, joined
   */
  public static Conditions of(
      List<? extends Row> items, String template, Map<String, Object> settings) {
    StringBuilder text = new StringBuilder();
    items.forEach(row -> text.append(json(RowJson.toMap(row))).append('\n'));
    return new Conditions(Hashes.ofString(text.toString()), Hashes.ofString(template), settings);
  }

  /** The hash of the settings. */
  public String settingsHash() {
    return Hashes.ofString(json(settings));
  }

  /**
   * Where others differ, for people; empty if results under both compare. A setting that only one
   * of the two has, such as how answers were drawn where they were given, is no difference.
   */
  public List<String> differences(Conditions other) {
    List<String> differences = new ArrayList<>();
    if (!prompts.equals(other.prompts)) {
      differences.add("the prompts are others");
    }
    if (!template.equals(other.template)) {
      differences.add("the suite's texts around the prompts are others");
    }
    settings.forEach(
        (name, value) -> {
          Object theirs = other.settings.get(name);
          if (theirs != null && !json(value).equals(json(theirs))) {
            differences.add(name + " is " + json(value) + " and " + json(theirs));
          }
        });
    return differences;
  }

  private static String json(Object value) {
    return SORTED.valueToTree(SORTED.convertValue(value, Object.class)).toString();
  }
}
