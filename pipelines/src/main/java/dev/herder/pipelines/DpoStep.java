package dev.herder.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.util.Map;

/** The seam to direct preference optimisation. */
public interface DpoStep {
  /** The resolved settings, as {@link SftStep#settings}. */
  JsonNode settings();

  /**
   * Trains on pairs, with the model to begin with as the reference; otherwise as {@link
   * SftStep#run}.
   *
   * @param context with the seed of this training
   * @return numbers to show that depend on the inputs alone (pairs used, final loss; no times)
   */
  Map<String, Object> run(TrainingJob job, RunContext context) throws IOException;
}
