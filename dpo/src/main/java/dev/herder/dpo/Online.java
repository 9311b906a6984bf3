package dev.herder.dpo;

import dev.herder.core.UserError;
import dev.herder.core.generate.Sampling;
import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the pairs come from if the policy of the moment makes them itself.
 *
 * @param enabled whether it does
 * @param prompts the file of prompts to answer
 * @param reward the reward model that scores, opened by whoever runs the stage; or
 * @param verifier the verifier that does
 * @param every steps for which pairs are made at once, at least 1
 * @param k answers to each prompt, at least 2
 * @param minGap the scores of a pair differ by more than this
 * @param nearDuplicates an answer at least so like the best is not set against it; 1 refuses equal
 *     ones alone
 * @param dropTruncated whether answers that ended at the maximum length are left out
 * @param passScore a verifier's score from which an answer passes
 * @param temperature as all that follow it: how answers are drawn, see {@link Sampling}
 * @param kvCacheMemory MiB for the keys and values of answers in progress; 0 takes half of what is
 *     free
 */
public record Online(
    boolean enabled,
    @Nullable Path prompts,
    @Nullable Path reward,
    @Nullable String verifier,
    long every,
    int k,
    double minGap,
    double nearDuplicates,
    boolean dropTruncated,
    double passScore,
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    List<String> stop,
    int maxNewTokens,
    int kvCacheMemory) {
  public Online {
    stop = List.copyOf(stop);
    if (!enabled) {
      requireUnused("prompts", prompts);
      requireUnused("reward", reward);
      requireUnused("verifier", verifier);
      requireUnset("every", (double) every, 1);
      requireUnset("k", k, 4);
      requireUnset("min-gap", minGap, 0);
      requireUnset("near-duplicates", nearDuplicates, 0.9);
      requireUnset("drop-truncated", dropTruncated ? 1 : 0, 1);
      requireUnset("pass-score", passScore, 1);
      requireUnset("temperature", temperature, 0.9);
      requireUnset("top-k", topK, 0);
      requireUnset("top-p", topP, 1);
      requireUnset("min-p", minP, 0);
      requireUnset("repetition-penalty", repetitionPenalty, 1);
      requireUnset("stop", stop.size(), 0);
      requireUnset("max-new-tokens", maxNewTokens, 256);
      requireUnset("kv-cache-memory", kvCacheMemory, 0);
    } else if (prompts == null) {
      throw new UserError("prompts: missing, expected a file of prompts that the policy answers");
    } else if (reward != null && verifier != null) {
      throw new UserError(
          "verifier: expected one of --reward DIR and --verifier NAME, which says how answers are"
              + " scored");
    } else if (temperature == 0) {
      throw new UserError(
          "temperature: 0 draws the same answer every time, and a pair needs two; expected above"
              + " 0");
    }
    if (every < 1) {
      throw new UserError("every: " + every + " is out of range, expected at least 1");
    }
    if (k < 2) {
      throw new UserError("k: " + k + " is out of range, expected at least 2: a pair needs two");
    }
    if (kvCacheMemory < 0) {
      throw new UserError(
          "kv-cache-memory: "
              + kvCacheMemory
              + " is out of range, expected 0 (half of what is"
              + " free) or more");
    }
    new Pairing.BestWorst(minGap, nearDuplicates);
    new Sampling(k, temperature, topK, topP, minP, repetitionPenalty, stop, maxNewTokens, 0);
  }

  private static void requireUnset(String key, double value, double unset) {
    requireUnused(key, value == unset ? null : value);
  }

  private static void requireUnused(String key, @Nullable Object value) {
    if (value != null) {
      throw new UserError(key + ": is for pairs that the policy makes itself; add --online");
    }
  }

  /** Pairs come from files. */
  static Online off() {
    return new Online(
        false, null, null, null, 1, 4, 0, 0.9, true, 1, 0.9, 0, 1, 0, 1, List.of(), 256, 0);
  }

  /** How the answers of a step are drawn. */
  Sampling sampling(long seed) {
    return new Sampling(
        k, temperature, topK, topP, minP, repetitionPenalty, stop, maxNewTokens, seed);
  }

  /** Which answers may be in a pair. */
  Filter filter() {
    return new Filter(dropTruncated, true);
  }

  /** Which two of them are one. */
  Pairing pairing() {
    return new Pairing.BestWorst(minGap, nearDuplicates);
  }

  /** The steps that get their pairs together with a step: the first of them. */
  long firstOf(long step) {
    return (step - 1) / every * every + 1;
  }
}
