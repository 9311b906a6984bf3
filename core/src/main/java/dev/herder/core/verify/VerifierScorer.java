package dev.herder.core.verify;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Scorer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A verifier behind the seam where reward models are: scores answers one by one. */
public final class VerifierScorer implements Scorer {
  private final Verifier verifier;
  private final AtomicLong cutShort = new AtomicLong();

  public VerifierScorer(Verifier verifier) {
    this.verifier = verifier;
  }

  @Override
  public List<Double> score(List<Completion> answers) {
    List<Double> scores = new ArrayList<>(answers.size());
    for (Completion answer : answers) {
      Judgement judgement = verifier.judge(answer.prompt(), answer.text());
      double score = judgement.score();
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
      if (judgement.cutShort()) {
        cutShort.incrementAndGet();
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
  public long cutShort() {
    return cutShort.get();
  }

  @Override
  public String id() {
    return "verifier:" + verifier.name();
  }
}
