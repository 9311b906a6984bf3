package dev.herder.engine.generate;

/**
 * Hears of every token as it is drawn; of those of one request on one thread, which need not be the
 * one that called the decoder unless the request was its only one.
 */
@FunctionalInterface
public interface TokenListener {
  /** A listener that never ends a sample. */
  TokenListener NONE = (sample, id, logProb) -> false;

  /**
   * A token was drawn; not called for the stop token of the model.
   *
   * @param sample index of the sample, from 0
   * @param logProb its log-probability at temperature 1, without filters or penalty
   * @return true to end the sample here, as a stop text does
   */
  boolean token(int sample, int id, float logProb);
}
