package dev.herder.cli.option;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of training on preferences: the loss and the reference, with TRL's names. */
public final class PreferenceOptions {
  @ArgGroup(validate = false, heading = "%nLoss:%n", order = 5)
  Losses losses = new Losses();

  @ArgGroup(validate = false, heading = "%nReference:%n", order = 6)
  Reference reference = new Reference();

  static final class Losses {
    @ConfigKey("loss-type")
    @Option(
        names = "--loss-type",
        paramLabel = "TYPE",
        split = ",",
        arity = "1..*",
        description =
            "One or more, summed: sigmoid (DPO), hinge, ipo, robust, exo_pair, nca_pair, bco_pair,"
                + " sppo_hard, aot, aot_unpaired, apo_zero, apo_down, discopop, sigmoid_norm, sft,"
                + " simpo, cpo, orpo, plackett_luce (all answers of rankings), kto,"
                + " apo_zero_unpaired (rows with a label).")
    @Nullable List<String> lossType;

    @ConfigKey("loss-weights")
    @Option(
        names = "--loss-weights",
        paramLabel = "X",
        split = ",",
        arity = "1..*",
        description = "A weight for each loss; 1 each if not given.")
    @Nullable List<String> lossWeights;

    @ConfigKey("beta")
    @Option(
        names = "--beta",
        paramLabel = "X",
        description = "Scale of the implicit rewards; for orpo the weight of the odds ratio.")
    @Nullable String beta;

    @ConfigKey("nll-weight")
    @Option(
        names = "--nll-weight",
        paramLabel = "X",
        description =
            "Weight of the chosen answer's negative log-likelihood per token; 0 leaves it out. If"
                + " not given: 1 for orpo and cpo, 0 for simpo, kto, apo_zero_unpaired and beside"
                + " sft, else 0.2.")
    @Nullable String nllWeight;

    @ConfigKey(value = "format-mask", means = "false")
    @Option(names = "--no-format-mask", description = "Contrast header and end-of-turn tokens too.")
    boolean noFormatMask;

    @ConfigKey("label-smoothing")
    @Option(
        names = "--label-smoothing",
        paramLabel = "X",
        description =
            "Probability that a label is wrong, below 0.5; with sigmoid it is conservative DPO.")
    @Nullable String labelSmoothing;

    @ConfigKey("simpo-gamma")
    @Option(names = "--simpo-gamma", paramLabel = "X", description = "The margin of simpo.")
    @Nullable String simpoGamma;

    @ConfigKey("discopop-tau")
    @Option(names = "--discopop-tau", paramLabel = "X", description = "Temperature of discopop.")
    @Nullable String discopopTau;

    @ConfigKey("desirable-weight")
    @Option(
        names = "--desirable-weight",
        paramLabel = "X",
        description = "What good answers weigh in kto.")
    @Nullable String desirableWeight;

    @ConfigKey("undesirable-weight")
    @Option(
        names = "--undesirable-weight",
        paramLabel = "X",
        description = "What bad answers weigh in kto.")
    @Nullable String undesirableWeight;

    @ConfigKey("offset-alpha")
    @Option(
        names = "--offset-alpha",
        paramLabel = "X",
        description =
            "Ask for a margin of X log(m), m being the row's margin or the difference of its"
                + " chosen_score and rejected_score; 0 asks for none.")
    @Nullable String offsetAlpha;

    @ConfigKey("max-chosen-logp-drop")
    @Option(
        names = "--max-chosen-logp-drop",
        paramLabel = "NATS",
        description =
            "Stop when the chosen answers of a step are on average so much less probable than"
                + " under the reference; 0 never stops.")
    @Nullable String maxChosenLogpDrop;
  }

  static final class Reference {
    @ConfigKey("reference")
    @Option(
        names = "--reference",
        paramLabel = "DIR",
        description =
            "The reference model; the policy before training if not given. The base of an adapter"
                + " in training is the adapter switched off.")
    @Nullable String reference;

    @ConfigKey("reference-cache")
    @Option(
        names = "--reference-cache",
        paramLabel = "DIR",
        description =
            "Where the reference's log-probabilities are kept, to be shared by runs; by default in"
                + " the folder of the run.")
    @Nullable String referenceCache;

    @ConfigKey("reference-update-steps")
    @Option(
        names = {"--reference-update-steps", "--ref-model-sync-steps"},
        paramLabel = "N",
        description = "Move the reference towards the policy after every N steps; 0: never.")
    @Nullable String referenceUpdateSteps;

    @ConfigKey("reference-mixup-alpha")
    @Option(
        names = {"--reference-mixup-alpha", "--ref-model-mixup-alpha"},
        paramLabel = "X",
        description = "The policy's share of the new reference; 1 makes it the policy.")
    @Nullable String referenceMixupAlpha;
  }
}
