package dev.herder.core.data;

import dev.herder.core.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * By how much the better answer of a preference is better, weakest first.
 *
 * <p>Source: "The Llama 3 Herd of Models", 4.2.1. In rows it is the key {@code strength}: a name
 * such as {@code "slightly better"} (or with {@code _} or {@code -}), or 1 to 4.
 */
public enum PreferenceStrength {
  MARGINALLY_BETTER,
  SLIGHTLY_BETTER,
  BETTER,
  SIGNIFICANTLY_BETTER;

  /** The key of a row. */
  public static final String KEY = "strength";

  /** The name in files and on the command line: {@code slightly-better}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Finds a strength by its name.
   *
   * @throws UserError if there is none
   */
  public static PreferenceStrength of(String name) {
    return find(name)
        .orElseThrow(
            () -> new UserError("strength: unknown '" + name + "', expected one of " + known()));
  }

  /**
   * The strength that a row gives, if it gives one.
   *
   * @throws UserError naming the row if it is not one of the four
   */
  public static Optional<PreferenceStrength> of(Row row) {
    Object given = row.variables().get(KEY);
    if (given == null) {
      return Optional.empty();
    }
    Optional<PreferenceStrength> found =
        given instanceof Long number && number >= 1 && number <= values().length
            ? Optional.of(values()[number.intValue() - 1])
            : given instanceof String name ? find(name) : Optional.empty();
    if (found.isEmpty()) {
      throw new UserError(
          row.source()
              + ": strength: '"
              + given
              + "' is not known, expected one of "
              + known()
              + ", or 1 to 4");
    }
    return found;
  }

  private static Optional<PreferenceStrength> find(String name) {
    String id = name.strip().toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
  }

  private static String known() {
    return Arrays.stream(values()).map(PreferenceStrength::id).collect(Collectors.joining(", "));
  }
}
