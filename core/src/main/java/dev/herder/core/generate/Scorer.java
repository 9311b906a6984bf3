package dev.herder.core.generate;

import java.util.List;

/** The seam to whatever judges answers: a reward model, a verifier, a fake in tests. */
public interface Scorer {
  /** Scores in the order of the answers; higher is better; never NaN. */
  List<Double> score(List<Completion> answers);

  /** Names the scorer in reports and provenance, for example {@code verifier:gsm8k}. */
  String id();
}
