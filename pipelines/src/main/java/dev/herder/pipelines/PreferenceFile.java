package dev.herder.pipelines;

import dev.herder.core.UserError;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of people's preferences.
 *
 * @param file rows with {@code chosen} and {@code rejected}, or ranked answers; a row may have
 *     {@code strength} and {@code edited}
 * @param fromRound the round at whose start it is taken in; null: 1
 */
public record PreferenceFile(Path file, @Nullable Integer fromRound) {
  public PreferenceFile {
    if (fromRound != null && fromRound < 1) {
      throw new UserError("fromRound: " + fromRound + " is out of range, expected at least 1");
    }
  }

  /** The round at whose start it is taken in. */
  int from() {
    return fromRound == null ? 1 : fromRound;
  }
}
