package dev.herder.dpo.loss;

import dev.herder.core.UserError;
import dev.herder.core.config.Suggestions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A loss as the user chooses it, with TRL's names.
 *
 * @param types names of losses, at least one
 * @param weights a weight for each, or none for 1 each
 * @param beta what implicit rewards are scaled by, above 0; the weight of ORPO's odds ratio
 * @param labelSmoothing the probability that a label is wrong, in [0, 0.5)
 * @param discopopTau temperature of {@code discopop}, above 0
 * @param simpoGamma the margin of {@code simpo}, at least 0
 * @param desirableWeight what good answers weigh in {@code kto}, above 0
 * @param undesirableWeight what bad answers weigh in {@code kto}, above 0
 * @param nllWeight weight of the first answer's likelihood; null takes {@link #defaultNllWeight}
 */
public record LossSettings(
    List<String> types,
    List<Double> weights,
    double beta,
    double labelSmoothing,
    double discopopTau,
    double simpoGamma,
    double desirableWeight,
    double undesirableWeight,
    @Nullable Double nllWeight) {
  /** Every name, in the order of the documentation. */
  public static final List<String> NAMES =
      List.of(
          "sigmoid",
          "hinge",
          "ipo",
          "exo_pair",
          "nca_pair",
          "robust",
          "bco_pair",
          "sppo_hard",
          "aot",
          "aot_unpaired",
          "apo_zero",
          "apo_down",
          "discopop",
          "sigmoid_norm",
          "sft",
          "simpo",
          "cpo",
          "orpo",
          "kto",
          "apo_zero_unpaired",
          "plackett_luce");

  private static final Set<String> SMOOTHED =
      Set.of(
          "sigmoid", "robust", "exo_pair", "aot", "aot_unpaired", "sigmoid_norm", "simpo", "cpo");

  public LossSettings {
    types = types.stream().map(LossSettings::canonical).toList();
    weights = List.copyOf(weights);
    check(beta > 0 && Double.isFinite(beta), "beta", beta, "above 0");
    check(
        labelSmoothing >= 0 && labelSmoothing < 0.5,
        "label-smoothing",
        labelSmoothing,
        "0 to below 0.5");
    check(discopopTau > 0 && Double.isFinite(discopopTau), "discopop-tau", discopopTau, "above 0");
    check(simpoGamma >= 0 && Double.isFinite(simpoGamma), "simpo-gamma", simpoGamma, "0 or more");
    check(
        desirableWeight > 0 && Double.isFinite(desirableWeight),
        "desirable-weight",
        desirableWeight,
        "above 0");
    check(
        undesirableWeight > 0 && Double.isFinite(undesirableWeight),
        "undesirable-weight",
        undesirableWeight,
        "above 0");
    if (nllWeight != null) {
      check(nllWeight >= 0 && Double.isFinite(nllWeight), "nll-weight", nllWeight, "0 or more");
    }
    checkLists(types, weights);
    if (labelSmoothing > 0 && types.stream().noneMatch(SMOOTHED::contains)) {
      throw new UserError(
          "label-smoothing: none of %s has it; expected 0, or one of the losses %s"
              .formatted(types, SMOOTHED.stream().sorted().toList()));
    }
    if (labelSmoothing == 0 && types.contains("exo_pair")) {
      throw new UserError("label-smoothing: exo_pair needs it above 0; its paper recommends 1e-3");
    }
  }

  private static void checkLists(List<String> types, List<Double> weights) {
    if (types.isEmpty()) {
      throw new UserError("loss-type: names no loss, expected one of " + String.join(", ", NAMES));
    }
    if (new HashSet<>(types).size() < types.size()) {
      throw new UserError("loss-type: names a loss twice; give it one weight in loss-weights");
    }
    if (!weights.isEmpty() && weights.size() != types.size()) {
      throw new UserError(
          "loss-weights: %d weights for %d losses, expected one for each, or none"
              .formatted(weights.size(), types.size()));
    }
    for (double weight : weights) {
      check(weight > 0 && Double.isFinite(weight), "loss-weights", weight, "above 0");
    }
    boolean labels = types.contains("kto") || types.contains("apo_zero_unpaired");
    boolean others =
        types.stream()
            .anyMatch(t -> !t.equals("kto") && !t.equals("apo_zero_unpaired") && !t.equals("sft"));
    if (labels && others) {
      throw new UserError(
          "loss-type: kto and apo_zero_unpaired take labelled answers, the other losses take pairs;"
              + " they cannot be summed");
    }
  }

  private static void check(boolean holds, String key, double value, String expected) {
    if (!holds) {
      throw new UserError(key + ": " + value + " is out of range, expected " + expected);
    }
  }

  private static String canonical(String given) {
    String name = given.trim().toLowerCase(Locale.ROOT).replace('-', '_');
    if (!NAMES.contains(name)) {
      String hint = Suggestions.didYouMean(name, NAMES);
      throw new UserError(
          "loss-type: unknown '%s', expected %s%s"
              .formatted(given, String.join(", ", NAMES), hint.isEmpty() ? "" : "; " + hint));
    }
    return name;
  }

  /**
   * The weight of the likelihood if the user gives none: Llama 3's 0.2 beside losses that compare
   * with a reference, 1 for {@code orpo} and {@code cpo} as their papers have it, and 0 for {@code
   * simpo} and losses on labels, and where {@code sft} is a term of its own.
   */
  public double defaultNllWeight() {
    if (types.contains("sft")) {
      return 0;
    }
    if (types.contains("orpo") || types.contains("cpo")) {
      return 1;
    }
    boolean none =
        types.contains("simpo") || types.contains("kto") || types.contains("apo_zero_unpaired");
    return none ? 0 : 0.2;
  }

  /** The loss. */
  public WeightedLoss build() {
    List<WeightedLoss.Term> terms = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      double weight = weights.isEmpty() ? 1 : weights.get(i);
      terms.add(new WeightedLoss.Term(loss(types.get(i)), weight));
    }
    return new WeightedLoss(terms, nllWeight == null ? defaultNllWeight() : nllWeight);
  }

  private PreferenceLoss loss(String name) {
    return switch (name) {
      case "sigmoid" -> new MarginLoss.Sigmoid(beta, labelSmoothing);
      case "hinge" -> new MarginLoss.Hinge(beta);
      case "ipo" -> new AverageLoss.Ipo(beta);
      case "exo_pair" -> new MarginLoss.ExoPair(beta, labelSmoothing);
      case "nca_pair" -> new SidesLoss.NcaPair(beta);
      case "robust" -> new MarginLoss.Robust(beta, labelSmoothing);
      case "bco_pair" -> new SidesLoss.BcoPair(beta);
      case "sppo_hard" -> new SidesLoss.SppoHard(beta);
      case "aot" -> new SortedLoss.Aot(beta, labelSmoothing);
      case "aot_unpaired" -> new SortedLoss.AotUnpaired(beta, labelSmoothing);
      case "apo_zero" -> new SidesLoss.ApoZero(beta);
      case "apo_down" -> new SidesLoss.ApoDown(beta);
      case "discopop" -> new MarginLoss.Discopop(beta, discopopTau);
      case "sigmoid_norm" -> new AverageLoss.SigmoidNorm(beta, labelSmoothing);
      case "sft" -> new Sft();
      case "simpo" -> new ReferenceFreeLoss.Simpo(beta, simpoGamma, labelSmoothing);
      case "cpo" -> new ReferenceFreeLoss.Cpo(beta, labelSmoothing);
      case "orpo" -> new ReferenceFreeLoss.Orpo(beta);
      case "kto" -> new LabelLoss.Kto(beta, desirableWeight, undesirableWeight);
      case "apo_zero_unpaired" ->
          new LabelLoss.ApoZeroUnpaired(beta, desirableWeight, undesirableWeight);
      case "plackett_luce" -> new RankLoss.PlackettLuce(beta);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
