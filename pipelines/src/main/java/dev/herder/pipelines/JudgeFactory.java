package dev.herder.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.RunContext;
import java.io.IOException;

/** The seam to reward models that score answers. */
public interface JudgeFactory {
  /** All that scores depend on beside the reward model and the answers, without paths. */
  JsonNode settings();

  /**
   * Loads a reward model; the caller closes the judge.
   *
   * @param answering the model whose answers it will score
   * @throws dev.herder.core.UserError if the two have different tokenizers or chat templates
   */
  Judge open(ModelRef reward, ModelRef answering, RunContext context) throws IOException;

  /** A loaded reward model. */
  interface Judge extends Scorer, AutoCloseable {
    @Override
    void close();
  }
}
