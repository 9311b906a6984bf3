package dev.herder.pipelines;

import dev.herder.core.generate.Scorer;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.Recipe.Start;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.StepRunner;
import dev.herder.rejectionsampling.SelectionPass;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
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
   */
  record Round(
      int number,
      Contender before,
      Contender tuned,
      Contender sampler,
      Contender after,
      Contender best,
      @Nullable Product mixed,
      Product selected) {}

  /** Takes each round when it is done. */
  @FunctionalInterface
  interface RoundEnd {
    void accept(Round round) throws IOException;
  }

  /**
   * The inputs that are the user's own.
   *
   * @param heldOut null: a share of the prompts is held out
   */
  record Given(Product model, List<Product> data, Product prompts, @Nullable Product heldOut) {
    Given {
      data = List.copyOf(data);
    }
  }

  private final Recipe recipe;
  private final Seams seams;
  private final RunContext context;
  private final Answering answering;
  private final StepRunner runner;

  Rounds(Recipe recipe, Seams seams, Scorer scorer, RunContext context, StepRunner runner) {
    this.recipe = recipe;
    this.seams = seams;
    this.context = context;
    this.answering = new Answering(recipe, seams.samplers(), scorer, context);
    this.runner = runner;
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
    Contender first = judged("start/score", given.model(), heldOut);
    Contender best = first;
    NavigableMap<Integer, Product> accepted = new TreeMap<>();
    for (int round = 1; round <= recipe.rounds(); round++) {
      Contender before = best;
      Contender start = recipe.start() == Start.BASE ? first : best;

      List<Product> kept = recent(accepted, round);
      Product mixed = null;
      Contender afterSft = start;
      if (given.data().isEmpty() && kept.isEmpty()) {
        String told = "round-%d/sft: left out, there are no demonstrations and no kept answers";
        context.talk().accept(told.formatted(round));
      } else {
        mixed = runner.run(Mix.step(recipe, round, given.data(), kept, heldOut));
        Product model = sft(round, "sft", start.model(), mixed.file(Mix.ROWS));
        afterSft = judged("round-" + round + "/sft-score", model, heldOut);
      }
      Product tuned = afterSft.model();
      Contender sampler = mixed == null ? best : best.orBetter(afterSft);

      Product samples = runner.run(answering.sample(round, sampler.model(), prompts));
      Product candidates =
          runner.run(answering.verify(round, samples.file(Answering.SAMPLES), prompts));
      Product selected =
          runner.run(answering.select(round, candidates.file(Answering.CANDIDATES), prompts));
      if (has(selected, "kept")) {
        accepted.put(round, selected.file(SelectionPass.SFT));
      }

      Product polished =
          recipe.sftOnSelected() && has(selected, "kept")
              ? sft(round, "sft-on-selected", tuned, selected.file(SelectionPass.SFT))
              : tuned;
      boolean pairs = has(selected, "pairs");
      if (!pairs) {
        String told = "round-%d/dpo: left out, no prompt has both a better and a worse answer";
        context.talk().accept(told.formatted(round));
      }
      Product aligned =
          pairs ? dpo(round, polished, selected.file(SelectionPass.PREFERENCE)) : polished;
      Contender after =
          aligned.equals(tuned) ? afterSft : judged("round-" + round + "/score", aligned, heldOut);
      best = sampler.orBetter(after);
      finished.accept(new Round(round, before, afterSft, sampler, after, best, mixed, selected));
    }
  }

  private Product sft(int round, String step, Product model, Product rows) throws IOException {
    String name = "round-" + round + "/" + step;
    return runner.run(Training.sft(recipe, seams.sft(), name, model, rows, context));
  }

  private Product dpo(int round, Product model, Product pairs) throws IOException {
    String name = "round-" + round + "/dpo";
    return runner.run(Training.dpo(recipe, seams.dpo(), name, model, pairs, context));
  }

  private Contender judged(String name, Product model, Product heldOut) throws IOException {
    return new Contender(model, runner.run(answering.score(name, model, heldOut)));
  }

  /** The kept answers that are not too old. */
  private List<Product> recent(NavigableMap<Integer, Product> accepted, int round) {
    int age = recipe.mixing().maxAge();
    return List.copyOf((age == 0 ? accepted : accepted.tailMap(round - age, true)).values());
  }

  /** Whether there is any; a plan, which cannot know yet, expects some. */
  private static boolean has(Product product, String count) {
    return product instanceof Product.Pending
        || (product.made().summary().get(count) instanceof Number number && number.longValue() > 0);
  }
}
