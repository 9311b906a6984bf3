package dev.herder.engine.generate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Texts that end an answer; they and what follows are not part of it. */
final class StopTexts {
  private final List<String> stops;
  private final Function<int[], String> decode;
  private final int window;

  /**
   * Stop texts.
   *
   * @param decode turns ids into text
   */
  StopTexts(List<String> stops, Function<int[], String> decode) {
    this.stops = stops;
    this.decode = decode;
    // A token is at least one byte, and the first one shown may be the end of a character.
    window =
        4 + stops.stream().mapToInt(s -> s.getBytes(StandardCharsets.UTF_8).length).max().orElse(0);
  }

  /** A watch over the samples of one prompt, which ends those that reach a stop text. */
  TokenListener watch(int samples) {
    if (stops.isEmpty()) {
      return TokenListener.NONE;
    }
    List<List<Integer>> ids = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      ids.add(new ArrayList<>());
    }
    return (sample, id, logProb) -> {
      List<Integer> own = ids.get(sample);
      own.add(id);
      int from = Math.max(0, own.size() - window);
      // Most tokens end nothing; only a hit near the end is looked at in the whole text.
      return found(own.subList(from, own.size())) && found(own);
    };
  }

  private boolean found(List<Integer> ids) {
    String text = decode.apply(ids.stream().mapToInt(Integer::intValue).toArray());
    return stops.stream().anyMatch(text::contains);
  }

  /** The text before the first stop text. */
  String cut(String text) {
    int end =
        stops.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(text.length());
    return text.substring(0, end);
  }

  /** The text of which nothing can turn out to be the beginning of a stop text. */
  String certain(String text) {
    int end = text.length();
    for (String stop : stops) {
      for (int length = Math.min(stop.length() - 1, text.length()); length > 0; length--) {
        if (text.endsWith(stop.substring(0, length))) {
          end = Math.min(end, text.length() - length);
          break;
        }
      }
    }
    return text.substring(0, end);
  }

  @Override
  public String toString() {
    return "stop texts " + Arrays.toString(stops.toArray());
  }
}
