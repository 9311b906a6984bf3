package dev.herder.core.generate;

import dev.herder.core.UserError;

/**
 * How answers are drawn.
 *
 * @param n samples per prompt, at least 1
 * @param temperature divides the logits; 0 is greedy
 * @param topK keeps the k most probable tokens; 0 keeps all
 * @param topP keeps the smallest set of tokens whose probability reaches p, in (0, 1]
 * @param maxNewTokens the longest answer in tokens, at least 1
 * @param seed every random number derives from (seed, prompt, sample index, step) alone
 */
public record Sampling(
    int n, double temperature, int topK, double topP, int maxNewTokens, long seed) {
  public Sampling {
    require(n >= 1, "n", n, "at least 1");
    require(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
    require(topK >= 0, "top-k", topK, "0 (all) or more");
    require(topP > 0 && topP <= 1, "top-p", topP, "above 0, at most 1");
    require(maxNewTokens >= 1, "max-new-tokens", maxNewTokens, "at least 1");
  }

  /** Greedy decoding of one answer. */
  public static Sampling greedy(int maxNewTokens) {
    return new Sampling(1, 0, 0, 1, maxNewTokens, 0);
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new UserError(key + ": " + value + " is out of range, expected " + expected);
    }
  }
}
