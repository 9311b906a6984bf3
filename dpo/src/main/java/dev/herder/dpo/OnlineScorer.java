package dev.herder.dpo;

import dev.herder.core.UserError;
import dev.herder.core.generate.Scorer;
import dev.herder.core.verify.Verifiers;
import org.jspecify.annotations.Nullable;

/** Who judges the policy's answers. */
final class OnlineScorer {
  private OnlineScorer() {}

  /**
   * The one that was given, or the verifier that is named; null if pairs come from files.
   *
   * @throws UserError if there is none, or there are two
   */
  static @Nullable Scorer of(Dpo.Config config, @Nullable Scorer given) {
    Online online = config.online();
    if (!online.enabled()) {
      if (given != null) {
        throw new UserError("online.enabled: is false, so that there is nothing to score");
      }
      return null;
    }
    String verifier = online.verifier();
    if (given != null && verifier != null) {
      throw new UserError(
          "online.verifier: a scorer was given, too; expected one of them, which says how answers"
              + " are scored");
    }
    if (given != null) {
      return given;
    }
    if (verifier == null) {
      throw new UserError(
          online.reward() == null
              ? "online: expected one of --reward DIR and --verifier NAME, which says how answers"
                  + " are scored"
              : "online.reward: a program opens the reward model itself and gives it to Dpo as a"
                  + " scorer");
    }
    return Verifiers.scorer(verifier);
  }
}
