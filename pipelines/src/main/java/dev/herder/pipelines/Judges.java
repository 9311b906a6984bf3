package dev.herder.pipelines;

import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Scorer;
import dev.herder.core.generate.WeightedScorer;
import dev.herder.core.generate.WeightedScorer.Term;
import dev.herder.core.generate.WrappedScorer;
import dev.herder.pipelines.Recipe.Judging;
import java.util.List;

/** By whose scores answers are chosen where there is a reward model. */
final class Judges {
  private Judges() {}

  /** The scorer that a recipe asks for. */
  static Scorer of(Recipe recipe, Scorer verifier, Scorer reward) {
    return recipe.scorer() == Judging.REWARD
        ? reward
        : new WeightedScorer(
            List.of(new Term(1, verifier), new Term(recipe.rewardWeight(), new Squashed(reward))));
  }

  /** Scores of any size as numbers between 0 and 1, in the same order: 1 / (1 + exp(-score)). */
  record Squashed(Scorer scorer) implements WrappedScorer {
    @Override
    public List<Double> score(List<Completion> answers) {
      return scorer.score(answers).stream().map(score -> 1 / (1 + Math.exp(-score))).toList();
    }

    @Override
    public String id() {
      return "squashed " + scorer.id();
    }
  }
}
