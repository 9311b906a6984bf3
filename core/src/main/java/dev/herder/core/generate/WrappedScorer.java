package dev.herder.core.generate;

import dev.herder.core.data.Row;
import java.util.List;
import java.util.Optional;

/** A scorer around another, which answers everything that is not told otherwise. */
public interface WrappedScorer extends Scorer {
  /** The scorer that is asked. */
  Scorer scorer();

  @Override
  default List<Double> score(List<Completion> answers) {
    return scorer().score(answers);
  }

  @Override
  default void require(Row.Prompt prompt) {
    scorer().require(prompt);
  }

  @Override
  default Optional<String> refusal(Completion answer) {
    return scorer().refusal(answer);
  }

  @Override
  default long cutShort() {
    return scorer().cutShort();
  }

  @Override
  default String id() {
    return scorer().id();
  }
}
