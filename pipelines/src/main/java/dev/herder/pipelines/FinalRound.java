package dev.herder.pipelines;

import dev.herder.core.config.StrictConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings of the last round that differ from those of the others. */
public record FinalRound(
    Map<String, Object> sampling,
    Map<String, Object> selection,
    Map<String, Object> mixing,
    Map<String, Object> curriculum) {
  public FinalRound {
    sampling = frozen(sampling);
    selection = frozen(selection);
    mixing = frozen(mixing);
    curriculum = frozen(curriculum);
  }

  private static Map<String, Object> frozen(Map<String, Object> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * A record with some values replaced.
   *
   * @param key the record's key in the block, for messages
   */
  static <R extends Record> R over(Class<R> type, R usual, String key, Map<String, Object> given) {
    return given.isEmpty()
        ? usual
        : StrictConfig.of(type)
            .defaults(usual)
            .block("final-round." + key, given)
            .resolve()
            .value();
  }
}
