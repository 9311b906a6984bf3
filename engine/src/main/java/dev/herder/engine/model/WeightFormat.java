package dev.herder.engine.model;

/** How matrix products read the weights while sampling. */
public enum WeightFormat {
  /** In the dtype the model is computed in. */
  COMPUTED,
  /**
   * As int8 where it is safe to, with one scale for each output; see {@link Decoding} for what that
   * leaves out.
   */
  INT8
}
