package dev.herder.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.verify.Verifiers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the rounds are made of: the Java form of a recipe's YAML.
 *
 * @param model the model to begin with, in Hugging Face layout
 * @param out the folder of the run
 * @param rounds how many rounds, at least 1
 * @param seed every random choice of the run derives from it
 * @param data files of demonstrations to begin with; with none, the first round begins by sampling
 * @param preferences files of people's preferences
 * @param prompts the file of prompts to answer, with what the verifier needs
 * @param heldOut the prompts to judge by
 * @param verifier who judges answers by a rule, for example {@code gsm8k}
 * @param scorer by whose scores answers are chosen
 * @param rewardWeight of the reward model beside the verifier, with {@link Judging#WEIGHTED}
 * @param rewardModel a reward model to use as it is; null: each round trains one
 * @param order whether a round fine-tunes or samples first
 * @param curriculum which prompts a round asks
 * @param sampling how answers are drawn
 * @param selection which answers are kept
 * @param mixing what a round's fine-tuning reads
 * @param pairs what DPO and reward modelling read
 * @param gate when a newer model takes the place of the best
 * @param evaluation suites on which every round's model is evaluated
 * @param finalRound settings of the last round that differ
 * @param ownSteps steps of the user's own
 * @param start what each round's fine-tuning begins with
 * @param sftOnSelected whether a round also fine-tunes on its own kept answers, before DPO
 * @param sft settings of fine-tuning; see {@link TrainingBlock}
 * @param dpo settings of DPO
 * @param reward settings of reward modelling
 */
public record Recipe(
    Path model,
    Path out,
    int rounds,
    long seed,
    List<Path> data,
    List<PreferenceFile> preferences,
    Path prompts,
    HeldOutPrompts heldOut,
    String verifier,
    Judging scorer,
    double rewardWeight,
    @Nullable Path rewardModel,
    Order order,
    Curriculum curriculum,
    Draw sampling,
    Choice selection,
    Mixing mixing,
    Pairs pairs,
    Gating gate,
    List<EvaluationSuite> evaluation,
    FinalRound finalRound,
    List<OwnStep> ownSteps,
    Start start,
    boolean sftOnSelected,
    Map<String, Object> sft,
    Map<String, Object> dpo,
    Map<String, Object> reward) {
  public Recipe {
    if (rounds < 1) {
      throw new UserError("rounds: " + rounds + " is out of range, expected at least 1");
    }
    Verifiers.byName(verifier);
    if (!(rewardWeight > 0 && Double.isFinite(rewardWeight))) {
      throw new UserError("rewardWeight: " + rewardWeight + " is out of range, expected above 0");
    }
    if (rewardModel != null && scorer == Judging.VERIFIER) {
      throw new UserError(
          "rewardModel: nothing uses it; set scorer to reward or weighted, or remove it");
    }
    data = List.copyOf(data);
    preferences = List.copyOf(preferences);
    ownSteps = List.copyOf(ownSteps);
    evaluation = List.copyOf(evaluation);
    requireDifferentNames(evaluation);
    if (!mixing.dataEpochs().isEmpty() && mixing.dataEpochs().size() != data.size()) {
      throw new UserError(
          "mixing: data-epochs has %d numbers for %d files of data, expected one for each"
              .formatted(mixing.dataEpochs().size(), data.size()));
    }
    sft = block("sft", sft);
    dpo = block("dpo", dpo);
    reward = block("reward", reward);
    if (TrainingBlock.of("reward", reward).variants().size() > 1
        && !TrainingBlock.of("reward", reward).average()) {
      throw new UserError(
          "reward: average: is false, but nothing says which of several reward models is best;"
              + " expected true");
    }
    FinalRound.over(Draw.class, sampling, "sampling", finalRound.sampling());
    FinalRound.over(Choice.class, selection, "selection", finalRound.selection());
    FinalRound.over(Mixing.class, mixing, "mixing", finalRound.mixing());
    FinalRound.over(Curriculum.class, curriculum, "curriculum", finalRound.curriculum());
  }

  private static void requireDifferentNames(List<EvaluationSuite> suites) {
    Set<String> names = new HashSet<>();
    for (EvaluationSuite suite : suites) {
      // Not every file system tells capital letters from small ones.
      if (!names.add(suite.called().toLowerCase(Locale.ROOT))) {
        throw new UserError(
            "evaluation: two suites are called '"
                + suite.called()
                + "'; give one of them another name");
      }
    }
  }

  private static Map<String, Object> block(String name, Map<String, Object> given) {
    try {
      TrainingBlock.of(name, given);
    } catch (UserError e) {
      throw new UserError(name + ": " + e.getMessage(), e);
    }
    return Collections.unmodifiableMap(new LinkedHashMap<>(given));
  }

  /**
   * Reads recipes: the defaults, over which go a YAML file and overrides of the command line.
   *
   * <p>Without a default are {@code model}, {@code out}, {@code data}, {@code prompts}, {@code
   * verifier}, and of {@code held-out} either {@code file} or {@code fraction}.
   */
  public static StrictConfig<Recipe> config() {
    try (InputStream defaults = Recipe.class.getResourceAsStream("recipe-defaults.json")) {
      return StrictConfig.of(Recipe.class).defaults(new ObjectMapper().readTree(defaults));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The same with other values.
   *
   * @param assignments for example {@code "sampling.k=4"}
   * @throws dev.herder.core.config.ConfigException with every mistake in them
   */
  public Recipe with(String... assignments) {
    StrictConfig<Recipe> config = StrictConfig.of(Recipe.class).defaults(this);
    for (String assignment : assignments) {
      config = config.set(assignment);
    }
    return config.resolve().value();
  }

  /** The recipe as it holds in a round, from 1: in the last one {@link #finalRound} counts. */
  Recipe in(int round) {
    if (round < rounds) {
      return this;
    }
    return new Recipe(
        model,
        out,
        rounds,
        seed,
        data,
        preferences,
        prompts,
        heldOut,
        verifier,
        scorer,
        rewardWeight,
        rewardModel,
        order,
        FinalRound.over(Curriculum.class, curriculum, "curriculum", finalRound.curriculum()),
        FinalRound.over(Draw.class, sampling, "sampling", finalRound.sampling()),
        FinalRound.over(Choice.class, selection, "selection", finalRound.selection()),
        FinalRound.over(Mixing.class, mixing, "mixing", finalRound.mixing()),
        pairs,
        gate,
        evaluation,
        finalRound,
        ownSteps,
        start,
        sftOnSelected,
        sft,
        dpo,
        reward);
  }

  /** By whose scores answers are chosen. */
  public enum Judging {
    /** The verifier's. */
    VERIFIER,
    /** The reward model's. */
    REWARD,
    /** The verifier's, and a weight times the reward model's, squashed to 0 to 1. */
    WEIGHTED
  }

  /** What a round does first. */
  public enum Order {
    /** Fine-tuning; the better of its result and the best so far answers the prompts. */
    TUNE_FIRST,
    /** Sampling with the best so far; fine-tuning then reads the round's own kept answers, too. */
    SAMPLE_FIRST
  }

  /** What a round's fine-tuning begins with. */
  public enum Start {
    /** The model that the recipe begins with, as in the paper. */
    BASE,
    /** The best model so far. */
    BEST
  }

  /** What happens to a training row whose prompt is held out. */
  public enum Contamination {
    /** The run is refused, and the rows are named. */
    REFUSE,
    /** The rows are left out, and counted. */
    DROP
  }

  /**
   * The prompts to judge by: a file of them, or a share of the prompts.
   *
   * @param file the file; null: a share of {@code prompts} is set aside
   * @param fraction that share, between 0 and 1; null with a file
   * @param contamination what happens to training rows with such a prompt
   * @param maxNewTokens the longest answer in tokens; 0: as when sampling
   */
  public record HeldOutPrompts(
      @Nullable Path file,
      @Nullable Double fraction,
      Contamination contamination,
      int maxNewTokens) {
    public HeldOutPrompts {
      if (file == null && fraction == null) {
        throw new UserError(
            "expected either a file of held-out prompts or the fraction of the prompts to hold"
                + " out, found neither");
      }
      if (file != null && fraction != null) {
        throw new UserError("fraction: there is a file, too; expected one of the two");
      }
      if (fraction != null && !(fraction > 0 && fraction < 1)) {
        throw new UserError(
            "fraction: " + fraction + " is out of range, expected more than 0 and less than 1");
      }
      if (maxNewTokens < 0) {
        throw new UserError(
            "maxNewTokens: "
                + maxNewTokens
                + " is negative, expected 0 (as when sampling) or more");
      }
    }
  }
}
