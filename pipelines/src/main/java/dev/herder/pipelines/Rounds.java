package dev.herder.pipelines;

import dev.herder.core.generate.Scorer;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.Collecting.Collected;
import dev.herder.pipelines.Recipe.Judging;
import dev.herder.pipelines.Recipe.Order;
import dev.herder.pipelines.Recipe.Start;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.StepRunner;
import dev.herder.pipelines.step.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of a recipe, step by step: this is the paper's figure 7 in Java.
 *
 * <p>It reads no file itself, so the same code does the steps and plans them.
 */
final class Rounds {
  /**
   * What a round came to.
   *
   * @param before the best model when the round began
   * @param tuned the model after fine-tuning
   * @param sampler the model that answered the prompts
   * @param after the model at the end of the round
   * @param best the best model at the end of the round
   * @param mixed the rows of fine-tuning; null if there were none, and so no fine-tuning
   * @param started what the suites say of the first model, by suite
   * @param evaluated what they say of the model at the end
   * @param verdict of the step that compared the last model with the best; null if it is the same
   * @param stops the capabilities for whose regression the run must end; empty: none
   */
  record Round(
      int number,
      Contender before,
      Contender tuned,
      Contender sampler,
      Contender after,
      Contender best,
      @Nullable Product mixed,
      Product selected,
      Map<String, Product> started,
      Map<String, Product> evaluated,
      @Nullable Product verdict,
      String stops) {}

  /** Takes each round when it is done. */
  @FunctionalInterface
  interface RoundEnd {
    void accept(Round round) throws IOException;
  }

  /**
   * The inputs that are the user's own.
   *
   * @param preferences in the order of the recipe's
   * @param heldOut null: a share of the prompts is held out
   * @param suites the files of each suite, by role
   * @param reward null: each round trains a reward model, if the recipe wants one
   */
  record Given(
      Product model,
      List<Product> data,
      List<Product> preferences,
      Product prompts,
      @Nullable Product heldOut,
      List<SortedMap<String, Product>> suites,
      @Nullable Product reward) {
    Given {
      data = List.copyOf(data);
      preferences = List.copyOf(preferences);
      suites = List.copyOf(suites);
    }
  }

  private final Recipe recipe;
  private final Seams seams;
  private final Scorer verifier;
  private final RunContext context;
  private final StepRunner runner;
  private final Training training;
  private final Gate gate;
  private final Answering judging;

  Rounds(Recipe recipe, Seams seams, Scorer verifier, RunContext context, StepRunner runner) {
    this.recipe = recipe;
    this.seams = seams;
    this.verifier = verifier;
    this.context = context;
    this.runner = runner;
    this.training = new Training(recipe, seams, context, runner);
    this.gate = new Gate(recipe.gate(), context, runner);
    this.judging = new Answering(recipe, seams, verifier, context);
  }

  /**
   * Goes through all rounds.
   *
   * @param finished takes each round when it is done
   */
  void play(Given given, RoundEnd finished) throws IOException {
    Product split = runner.run(PromptSplit.step(recipe, given.prompts(), given.heldOut()));
    Product prompts = split.file(PromptSplit.PROMPTS);
    Product heldOut = split.file(PromptSplit.HELD_OUT);
    OwnSteps own = new OwnSteps(recipe, heldOut, context, runner);
    Collecting collecting = new Collecting(recipe, seams, verifier, context, runner, own, prompts);
    PreferenceBatches preferences = new PreferenceBatches(recipe, heldOut);
    NavigableMap<Integer, Product> kept = new TreeMap<>();
    Contender first = judged("start/score", given.model(), heldOut);
    Evaluating suites = new Evaluating(recipe, seams, context, runner, given.suites());
    Map<String, Product> started = suites.of("start/", given.model(), Map.of());
    List<Contender> seen = new ArrayList<>(List.of(first));
    Contender best = first;
    for (int round = 1; round <= recipe.rounds(); round++) {
      String at = "round-" + round + "/";
      Contender before = best;
      takeIn(round, given, preferences);
      Product reward = rewardModel(at, round, given, preferences);

      Collected collected = null;
      if (recipe.order() == Order.SAMPLE_FIRST) {
        collected = collecting.collect(round, best, seen, reward);
        remember(round, collected, kept, preferences);
      }
      Contender start = recipe.start() == Start.BASE ? first : best;
      Product mixed = mix(at, round, given.data(), recent(kept, round), heldOut);
      Contender afterSft = start;
      Contender leader = best;
      if (mixed != null) {
        Product rows = own.at(Place.ROWS, round, mixed.file(Mix.ROWS));
        Product model = own.at(Place.TUNED, round, sft(at + "sft", start.model(), rows, heldOut));
        afterSft = judged(at + "sft-score", model, heldOut);
        leader = gate.choose(at + "sft-gate", best, afterSft, heldOut).taken();
        seen.add(afterSft);
      }
      Contender sampler = collected == null ? leader : best;
      if (collected == null) {
        collected = collecting.collect(round, sampler, seen, reward);
        remember(round, collected, kept, preferences);
      }

      Product tuned = afterSft.model();
      Product polished =
          recipe.sftOnSelected() && enabled("sft", recipe.sft()) && kept.containsKey(round)
              ? sft(at + "sft-on-selected", tuned, collected.kept(), heldOut)
              : tuned;
      Product aligned = dpo(at, round, polished, collected, preferences, heldOut, own);
      Contender after = aligned.equals(tuned) ? afterSft : judged(at + "score", aligned, heldOut);
      seen.add(after);
      Map<String, Product> evaluated =
          after.model().equals(given.model()) ? started : suites.of(at, after.model(), started);
      Gate.Outcome chosen = gate.choose(at + "gate", leader, after, heldOut);
      best = chosen.taken();
      finished.accept(
          new Round(
              round,
              before,
              afterSft,
              sampler,
              after,
              best,
              mixed,
              collected.selected(),
              started,
              evaluated,
              chosen.verdict(),
              gate.stops(chosen.verdict())));
    }
  }

  /** The files of people's preferences that arrive at the start of a round. */
  private void takeIn(int round, Given given, PreferenceBatches preferences) {
    for (int i = 0; i < given.preferences().size(); i++) {
      if (recipe.preferences().get(i).from() == round) {
        preferences.addHuman(round, given.preferences().get(i));
      }
    }
  }

  /** The reward model of a round: trained from the first model on all preferences so far. */
  private @Nullable Product rewardModel(
      String at, int round, Given given, PreferenceBatches preferences) throws IOException {
    if (recipe.scorer() == Judging.VERIFIER || given.reward() != null) {
      return given.reward();
    }
    Product rows =
        preferences.any(round) ? runner.run(preferences.all(at + "preferences", round)) : null;
    if (rows == null || !has(rows, "rows") || !enabled("reward", recipe.reward())) {
      context.talk().accept(at + "reward: left out, no preferences yet; the verifier scores alone");
      return null;
    }
    return training.reward(at + "reward", given.model(), rows.file(PreferenceBatches.ROWS));
  }

  /** Keeps what later rounds learn from. */
  private static void remember(
      int round,
      Collected collected,
      NavigableMap<Integer, Product> kept,
      PreferenceBatches preferences) {
    if (has(collected.selected(), "kept")) {
      kept.put(round, collected.kept());
    }
    if (has(collected.selected(), "pairs")) {
      preferences.addOwn(round, collected.pairs());
    }
  }

  /** The kept answers that are not too old. */
  private List<Product> recent(NavigableMap<Integer, Product> kept, int round) {
    int age = recipe.in(round).mixing().maxAge();
    return List.copyOf((age == 0 ? kept : kept.tailMap(round - age, true)).values());
  }

  /** The rows of fine-tuning, or null if there is no fine-tuning. */
  private @Nullable Product mix(
      String at, int round, List<Product> data, List<Product> kept, Product heldOut)
      throws IOException {
    if (!enabled("sft", recipe.sft())) {
      return null;
    }
    if (data.isEmpty() && kept.isEmpty()) {
      String told = "sft: left out, there are no demonstrations and no kept answers yet";
      context.talk().accept(at + told);
      return null;
    }
    return runner.run(Mix.step(recipe.in(round), round, data, kept, heldOut));
  }

  private Product dpo(
      String at,
      int round,
      Product model,
      Collected collected,
      PreferenceBatches preferences,
      Product heldOut,
      OwnSteps own)
      throws IOException {
    if (!enabled("dpo", recipe.dpo())) {
      return model;
    }
    Product rows = null;
    if (preferences.plain(round)) {
      rows = collected.pairs();
    } else if (preferences.anyLatest(round)) {
      Product merged = runner.run(preferences.latest(at + "pairs", round));
      rows = has(merged, "rows") ? merged.file(PreferenceBatches.ROWS) : null;
    }
    if (rows == null) {
      context.talk().accept(at + "dpo: left out, no prompt has both a better and a worse answer");
      return model;
    }
    Product pairs = own.at(Place.PAIRS, round, rows);
    Product aligned = training.dpo(at + "dpo", model, pairs, judge(heldOut));
    return own.at(Place.ALIGNED, round, aligned);
  }

  private Product sft(String name, Product model, Product rows, Product heldOut)
      throws IOException {
    return training.sft(name, model, rows, judge(heldOut));
  }

  private Training.Judge judge(Product heldOut) {
    return (name, model) -> judged(name, model, heldOut);
  }

  private Contender judged(String name, Product model, Product heldOut) throws IOException {
    return new Contender(model, runner.run(judging.score(name, model, heldOut)));
  }

  private static boolean enabled(String name, Map<String, Object> block) {
    return TrainingBlock.of(name, block).enabled();
  }

  /** Whether there is any; a plan, which cannot know yet, expects some. */
  private static boolean has(Product product, String count) {
    return product instanceof Product.Pending
        || (product.made().summary().get(count) instanceof Number number && number.longValue() > 0);
  }
}
