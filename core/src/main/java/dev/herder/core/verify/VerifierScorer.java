package dev.herder.core.verify;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Scorer;
import java.util.ArrayList;
import java.util.List;

/** A verifier behind the seam where reward models are: scores answers one by one. */
public record VerifierScorer(Verifier verifier) implements Scorer {
  @Override
  public List<Double> score(List<Completion> answers) {
    List<Double> scores = new ArrayList<>(answers.size());
    for (Completion answer : answers) {
      double score = verifier.score(answer.prompt(), answer.text());
      if (!Double.isFinite(score)) {
        throw new UserError(
            answer.prompt().source()
                + ": verifier '"
                + verifier.name()
                + "' scored sample "
                + answer.sample()
                + " as "
                + score
                + ", expected a finite number; mend the verifier");
      }
      scores.add(score);
    }
    return scores;
  }

  @Override
  public void require(Row.Prompt prompt) {
    verifier.require(prompt);
  }

  @Override
  public String id() {
    return "verifier:" + verifier.name();
  }
}
