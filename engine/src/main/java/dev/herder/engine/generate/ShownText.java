package dev.herder.engine.generate;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;

/** Shows an answer as it grows: whole characters only, and nothing of a stop text. */
final class ShownText {
  /** Tokens that a character may be spread over. */
  private static final int MOST_HELD = 8;

  private final StopTexts stops;
  private final Function<int[], String> decode;
  private final Consumer<String> shown;
  private int[] ids = new int[64];
  private int size;
  private int lastWhole;
  private int length;

  ShownText(StopTexts stops, Function<int[], String> decode, Consumer<String> shown) {
    this.stops = stops;
    this.decode = decode;
    this.shown = shown;
  }

  /** Takes the next token; after the one that completed a stop text nothing is certain yet. */
  void add(int id, boolean ended) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
    }
    ids[size++] = id;
    String text = decode.apply(Arrays.copyOf(ids, size));
    boolean whole = !text.endsWith("\ufffd") || size - lastWhole > MOST_HELD;
    if (whole && !ended) {
      lastWhole = size;
      show(stops.certain(text));
    }
  }

  /** Shows what was held back of the finished answer. */
  void end(String whole) {
    show(whole);
  }

  private void show(String text) {
    if (text.length() > length) {
      shown.accept(text.substring(length));
      length = text.length();
    }
  }
}
