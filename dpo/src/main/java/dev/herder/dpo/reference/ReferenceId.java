package dev.herder.dpo.reference;

import dev.herder.core.run.Hashes;

/**
 * What decides a reference's log-probabilities beside the tokens.
 *
 * @param weights hash of the reference's folder, 64 hexadecimal digits
 * @param compute how products are computed: dtype and device
 * @param version of the program
 */
public record ReferenceId(String weights, String compute, String version) {
  /** The identity in one line. */
  public String text() {
    return "reference " + weights + ", computed in " + compute + " by herder " + version;
  }

  /** The name of its file in a cache's folder. */
  public String fileName() {
    return Hashes.ofString(text()).substring(0, 32) + ".logprobs";
  }
}
