package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Keys and values of every block.
 *
 * @param keys one tensor for each block
 * @param values one tensor for each block
 */
public record PrefixCache(List<NDArray> keys, List<NDArray> values) {
  public PrefixCache {
    keys = List.copyOf(keys);
    values = List.copyOf(values);
  }
}
