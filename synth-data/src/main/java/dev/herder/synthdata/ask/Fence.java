package dev.herder.synthdata.ask;

import dev.herder.core.run.Hashes;

/**
 * Puts marks around material so that a model can tell it from its instructions.
 *
 * <p>The marks carry digits of the hash of what they enclose, so no text can hold its own end mark.
 * That the model heeds the marks is likely with a good model and sure with none.
 */
public final class Fence {
  private static final int DIGITS = 12;

  private Fence() {}

  /** The material between its marks. */
  public static String around(String material) {
    String mark = Hashes.ofString(material).substring(0, DIGITS);
    return "[[begin " + mark + "]]\n" + material + "\n[[end " + mark + "]]";
  }
}
