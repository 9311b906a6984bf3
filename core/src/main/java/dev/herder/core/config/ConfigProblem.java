package dev.herder.core.config;

/**
 * One mistake in the settings.
 *
 * @param place {@code file:line:column}, {@code --set key} or an option's name; empty for what
 *     nobody gave
 * @param key the setting with dots and in kebab-case, for example {@code optim.learning-rate};
 *     empty for the settings as a whole
 * @param message what is there and what was expected
 * @param hint what to do; may be empty
 */
public record ConfigProblem(String place, String key, String message, String hint) {
  /** {@code place: key: message; hint} on one line. */
  @Override
  public String toString() {
    return (place.isEmpty() ? "" : place + ": ")
        + (key.isEmpty() ? "" : key + ": ")
        + message
        + (hint.isEmpty() ? "" : "; " + hint);
  }
}
