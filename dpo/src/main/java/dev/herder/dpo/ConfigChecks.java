package dev.herder.dpo;

import dev.herder.core.UserError;
import dev.herder.dpo.loss.LossSettings;
import dev.herder.dpo.loss.WeightedLoss;
import dev.herder.engine.text.Overlong;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold of the settings of a run; each message begins with the key that is wrong. */
final class ConfigChecks {
  /** The policy's share of a moved reference where nobody sets it. */
  private static final double MIXUP_ALPHA = 0.6;

  /** The parameters of losses as they are where nobody sets them. */
  private static final double SIMPO_GAMMA = 0.5;

  private static final double DISCOPOP_TAU = 0.05;

  private static final List<String> LABEL_LOSSES = List.of("kto", "apo_zero_unpaired");

  private ConfigChecks() {}

  static void rows(int maxLength, Overlong overlong, int microBatchTokens, int threads) {
    if (overlong == Overlong.TRUNCATE) {
      throw new UserError(
          "overlong: a pair is not cut, because its answers would no longer be what was compared;"
              + " expected error or drop");
    }
    if (maxLength < 2) {
      throw new UserError("max-length: " + maxLength + " is out of range, expected at least 2");
    }
    if (microBatchTokens < 0 || threads < 0) {
      throw new UserError(
          (threads < 0 ? "threads" : "micro-batch-tokens")
              + ": is negative, expected 0 (as the machine has it) or more");
    }
  }

  static void loss(
      WeightedLoss loss, List<String> types, double offsetAlpha, double maxChosenLogpDrop) {
    requireZeroOrMore("offset-alpha", offsetAlpha);
    requireZeroOrMore("max-chosen-logp-drop", maxChosenLogpDrop);
    if (offsetAlpha > 0 && !loss.takesOffset()) {
      throw new UserError(
          "offset-alpha: "
              + types
              + " has no margin that an offset could raise; expected one of sigmoid, hinge,"
              + " exo_pair, robust, discopop");
    }
  }

  /** A parameter that was set, of a loss that was not chosen, would do nothing. */
  static void parameters(LossSettings given) {
    requireUse(given, "simpo-gamma", given.simpoGamma(), SIMPO_GAMMA, List.of("simpo"));
    requireUse(given, "discopop-tau", given.discopopTau(), DISCOPOP_TAU, List.of("discopop"));
    requireUse(given, "desirable-weight", given.desirableWeight(), 1, LABEL_LOSSES);
    requireUse(given, "undesirable-weight", given.undesirableWeight(), 1, LABEL_LOSSES);
  }

  private static void requireUse(
      LossSettings given, String key, double value, double unset, List<String> losses) {
    if (value != unset && losses.stream().noneMatch(given.types()::contains)) {
      throw new UserError(
          "%s: is of the loss %s, and the losses are %s; leave it out, or choose that loss"
              .formatted(key, String.join(" and ", losses), given.types()));
    }
  }

  static void reference(
      WeightedLoss loss,
      List<String> types,
      @Nullable Path reference,
      long updateSteps,
      double mixupAlpha,
      int loraR) {
    requireZeroOrMore("reference-update-steps", (double) updateSteps);
    new MovingReference.Settings(Math.max(1, updateSteps), mixupAlpha);
    if (updateSteps == 0 && mixupAlpha != MIXUP_ALPHA) {
      throw new UserError(
          "reference-mixup-alpha: the reference stays as it is; give --reference-update-steps, or"
              + " leave it out");
    }
    if (!loss.usesReference() && (reference != null || updateSteps > 0)) {
      throw new UserError(
          (reference != null ? "reference" : "reference-update-steps")
              + ": "
              + types
              + " uses no reference; leave it out");
    }
    if (updateSteps > 0 && reference != null && loraR > 0) {
      throw new UserError(
          "reference-update-steps: with an adapter the reference must be the policy before"
              + " training; leave out --reference or --lora-r");
    }
  }

  static void online(Online online, List<Path> data, long updateSteps) {
    if (online.enabled() && !data.isEmpty()) {
      throw new UserError(
          "data: with --online the policy makes the pairs itself, from --prompts; leave out --data"
              + " or --online");
    }
    if (online.enabled() && updateSteps > 0) {
      throw new UserError(
          "reference-update-steps: with --online the reference stays as it is; leave out one of"
              + " them");
    }
  }

  private static void requireZeroOrMore(String key, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new UserError(key + ": " + value + " is out of range, expected 0 (off) or more");
    }
  }
}
