package dev.herder.pipelines;

import dev.herder.core.UserError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of the blocks {@code sft}, {@code dpo} and {@code reward} of a recipe.
 *
 * @param name the block's key
 * @param enabled whether there is such training at all
 * @param repeat how often it is done in a row, each time beginning with the last result
 * @param average whether several variants are averaged, or else the one with the best held-out
 *     score goes on
 * @param variants the trainings that are done with the same model; at least one
 */
public record TrainingBlock(
    String name, boolean enabled, int repeat, boolean average, List<Variant> variants) {
  private static final Set<String> OWN = Set.of("enabled", "repeat", "average", "variants");

  public TrainingBlock {
    variants = List.copyOf(variants);
  }

  /**
   * One of several trainings with the same model.
   *
   * @param seed another order of the rows; null: as the other variants
   * @param share of the rows it is trained on, above 0, at most 1
   * @param settings of the stage
   */
  public record Variant(@Nullable Long seed, double share, Map<String, Object> settings) {
    public Variant {
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
  }

  /**
   * Reads a block.
   *
   * @param name its key in the recipe
   * @throws UserError naming block and key
   */
  public static TrainingBlock of(String name, Map<String, Object> given) {
    Map<String, Object> settings = new LinkedHashMap<>(given);
    OWN.forEach(settings::remove);
    List<Variant> variants = new ArrayList<>();
    Object listed = given.getOrDefault("variants", List.of());
    if (!(listed instanceof List<?> list)) {
      throw refused(name, "variants", listed, "a list of mappings");
    }
    for (Object each : list) {
      variants.add(variant(name + ".variants[" + variants.size() + "]", settings, each));
    }
    if (variants.isEmpty()) {
      variants.add(new Variant(null, 1, settings));
    }
    Object repeat = given.getOrDefault("repeat", 1L);
    if (!(repeat instanceof Number times) || times.doubleValue() != times.intValue()) {
      throw refused(name, "repeat", repeat, "a whole number");
    }
    if (times.intValue() < 1) {
      throw refused(name, "repeat", repeat, "at least 1; to leave it out set enabled: false");
    }
    return new TrainingBlock(
        name,
        flag(name, "enabled", given),
        times.intValue(),
        flag(name, "average", given),
        variants);
  }

  private static Variant variant(String place, Map<String, Object> settings, Object given) {
    if (!(given instanceof Map<?, ?> keys)) {
      throw new UserError(place + ": is " + given + ", expected a mapping of settings");
    }
    Map<String, Object> all = new LinkedHashMap<>(settings);
    Long seed = null;
    double share = 1;
    for (Map.Entry<?, ?> each : keys.entrySet()) {
      String key = String.valueOf(each.getKey());
      Object value = each.getValue();
      if (key.equals("seed") && value instanceof Long number) {
        seed = number;
      } else if (key.equals("seed")) {
        throw refused(place, key, value, "a whole number");
      } else if (key.equals("share")) {
        share = value instanceof Number number ? number.doubleValue() : Double.NaN;
        if (!(share > 0 && share <= 1)) {
          throw refused(place, key, value, "a number above 0, at most 1");
        }
      } else if (OWN.contains(key)) {
        throw refused(place, key, value, "it beside variants, not in one");
      } else {
        all.put(key, value);
      }
    }
    return new Variant(seed, share, all);
  }

  private static boolean flag(String name, String key, Map<String, Object> given) {
    Object value = given.getOrDefault(key, true);
    if (!(value instanceof Boolean flag)) {
      throw refused(name, key, value, "true or false");
    }
    return flag;
  }

  private static UserError refused(
      String place, String key, @Nullable Object value, String expected) {
    return new UserError(place + "." + key + ": is " + value + ", expected " + expected);
  }
}
