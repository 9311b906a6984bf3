package dev.herder.core.generate;

import dev.herder.core.UserError;
import java.util.List;

/**
 * How answers are drawn. Order and meaning of the filters are those of transformers: repetition
 * penalty, temperature, top-k, top-p, min-p; tokens that tie with the last one kept are kept too.
 *
 * @param n samples per prompt, 1 to 100,000
 * @param temperature divides the logits, 0 to 100; 0 is greedy, whatever the filters
 * @param topK keeps the k most probable tokens; 0 keeps all
 * @param topP keeps the smallest set of tokens whose probability reaches p, in (0, 1]
 * @param minP keeps tokens at least this fraction as probable as the most probable, in [0, 1]
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens that the
 *     prompt or the answer has already, in (0, 100]; 1 is none
 * @param stop texts that end an answer and are left out of it, none empty
 * @param maxNewTokens the longest answer in tokens, at least 1
 * @param seed every random number derives from (seed, prompt, sample index, step) alone
 */
public record Sampling(
    int n,
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    List<String> stop,
    int maxNewTokens,
    long seed) {
  private static final int MOST_SAMPLES = 100_000;

  public Sampling {
    stop = List.copyOf(stop);
    require(n >= 1 && n <= MOST_SAMPLES, "samples of a prompt", n, "1 to " + MOST_SAMPLES);
    require(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
    require(topK >= 0, "top-k", topK, "0 (all) or more");
    require(topP > 0 && topP <= 1, "top-p", topP, "above 0, at most 1");
    require(minP >= 0 && minP <= 1, "min-p", minP, "0 to 1");
    require(
        repetitionPenalty > 0 && repetitionPenalty <= 100,
        "repetition-penalty",
        repetitionPenalty,
        "above 0, at most 100");
    require(!stop.contains(""), "stop", "\"\"", "texts that are not empty");
    require(maxNewTokens >= 1, "max-new-tokens", maxNewTokens, "at least 1");
  }

  /** Without min-p, repetition penalty and stop texts. */
  public Sampling(int n, double temperature, int topK, double topP, int maxNewTokens, long seed) {
    this(n, temperature, topK, topP, 0, 1, List.of(), maxNewTokens, seed);
  }

  /** Greedy decoding of one answer. */
  public static Sampling greedy(int maxNewTokens) {
    return new Sampling(1, 0, 0, 1, maxNewTokens, 0);
  }

  /** The same with another min-p. */
  public Sampling withMinP(double fraction) {
    return new Sampling(
        n, temperature, topK, topP, fraction, repetitionPenalty, stop, maxNewTokens, seed);
  }

  /** The same with another repetition penalty. */
  public Sampling withRepetitionPenalty(double penalty) {
    return new Sampling(n, temperature, topK, topP, minP, penalty, stop, maxNewTokens, seed);
  }

  /** The same with other stop texts. */
  public Sampling withStop(List<String> texts) {
    return new Sampling(
        n, temperature, topK, topP, minP, repetitionPenalty, texts, maxNewTokens, seed);
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new UserError(key + ": " + value + " is out of range, expected " + expected);
    }
  }
}
