package dev.herder.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.util.Map;

/** The seam to one way of training: fine-tuning, DPO or reward modelling with given settings. */
public interface TrainingStep {
  /**
   * The resolved settings: everything that the trained model depends on beside model, rows and
   * seed, and nothing else (no paths, no times).
   */
  JsonNode settings();

  /**
   * Trains, or goes on with what an interrupted attempt left in the folder.
   *
   * <p>The model in {@code job.out()} is byte for byte the same however often it was interrupted.
   * On a request to stop it saves and returns.
   *
   * @param context with the seed of this training
   * @return numbers to show that depend on the inputs alone (rows used, final loss; no times)
   */
  Map<String, Object> run(TrainingJob job, RunContext context) throws IOException;
}
