package dev.herder.pipelines;

import dev.herder.core.generate.Scorer;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.StepRunner;
import dev.herder.pipelines.step.Place;
import dev.herder.rejectionsampling.SelectionPass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rejection sampling: prompts are chosen, answered, scored, and the best answers kept. */
final class Collecting {
  private final Recipe recipe;
  private final Seams seams;
  private final Scorer verifier;
  private final RunContext context;
  private final StepRunner runner;
  private final OwnSteps own;
  private final Product prompts;
  private final List<Product> asked = new ArrayList<>();

  Collecting(
      Recipe recipe,
      Seams seams,
      Scorer verifier,
      RunContext context,
      StepRunner runner,
      OwnSteps own,
      Product prompts) {
    this.recipe = recipe;
    this.seams = seams;
    this.verifier = verifier;
    this.context = context;
    this.runner = runner;
    this.own = own;
    this.prompts = prompts;
  }

  /**
   * What a round collected.
   *
   * @param selected the product of the step that chose
   * @param kept the kept answers
   * @param pairs the pairs of best and worst
   */
  record Collected(Product selected, Product kept, Product pairs) {}

  /**
   * The steps of a round.
   *
   * @param answering who answers: the first model, and the newest others if the recipe asks for
   *     several; newest last
   * @param reward the reward model; null: the verifier alone scores
   */
  Collected collect(int round, Contender answering, List<Contender> seen, @Nullable Product reward)
      throws IOException {
    String at = "round-" + round + "/";
    Recipe now = recipe.in(round);
    Answering steps = new Answering(now, seams, verifier, context);
    Product asks = own.at(Place.PROMPTS, round, chosen(at, now));
    List<Contender> models = models(now.sampling().models(), answering, seen);
    List<Product> samples = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      String name = at + (i == 0 ? "sample" : "sample-" + (i + 1));
      Product drawn = runner.run(steps.sample(name, models.get(i).model(), asks));
      samples.add(own.at(Place.SAMPLES, round, drawn.file(Answering.SAMPLES)));
    }
    Product scored =
        runner.run(steps.verify(at + "verify", samples, answering.model(), asks, reward));
    Product candidates = own.at(Place.CANDIDATES, round, scored.file(Answering.CANDIDATES));
    String by =
        reward == null ? verifier.id() : recipe.scorer().name().toLowerCase(Locale.ROOT) + " model";
    Product selected = runner.run(steps.select(at + "select", candidates, asks, models.size(), by));
    asked.add(selected.file(SelectionPass.PROMPTS));
    return new Collected(
        selected,
        own.at(Place.KEPT, round, selected.file(SelectionPass.SFT)),
        selected.file(SelectionPass.PREFERENCE));
  }

  private Product chosen(String at, Recipe now) throws IOException {
    if (now.curriculum().everything()) {
      return prompts;
    }
    long seed = Seeds.derive(recipe.seed(), at + "curriculum");
    return runner
        .run(CurriculumStep.step(now, at + "curriculum", prompts, asked, seed))
        .file(CurriculumStep.CHOSEN);
  }

  /** The first model and the newest others, so many in all if there are. */
  private static List<Contender> models(int most, Contender first, List<Contender> seen) {
    List<Contender> models = new ArrayList<>(List.of(first));
    for (int i = seen.size() - 1; i >= 0 && models.size() < most; i--) {
      Product model = seen.get(i).model();
      if (models.stream().noneMatch(each -> each.model().equals(model))) {
        models.add(seen.get(i));
      }
    }
    return models;
  }
}
