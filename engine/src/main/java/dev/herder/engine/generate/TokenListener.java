package dev.herder.engine.generate;

/** Hears of tokens as they are drawn, and may end a sample early. */
@FunctionalInterface
public interface TokenListener {
  /**
   * One token of a sample, the stop token among them; called on the generating thread, in the order
   * of the sample.
   *
   * @param prompt index of the prompt
   * @param sample index of the sample, from 0
   * @param id the token
   * @return whether the sample goes on; one that is ended so counts as cut at its length
   */
  boolean token(int prompt, int sample, int id);

  /** One that does nothing. */
  static TokenListener none() {
    return (prompt, sample, id) -> true;
  }
}
