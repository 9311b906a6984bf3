package dev.herder.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.util.Map;

/** The seam to supervised fine-tuning. */
public interface SftStep {
  /**
   * The resolved settings: all that the result depends on beside model, rows and seed, with the
   * choices of dtype, device and threads among them, and without paths.
   */
  JsonNode settings();

  /**
   * Fine-tunes on demonstrations.
   *
   * <p>The model in {@code job.out()} is byte for byte the same however often it was interrupted.
   * On a request to stop it saves and returns.
   *
   * @param context with the seed of this training
   * @return numbers to show that depend on the inputs alone (rows used, final loss; no times)
   */
  Map<String, Object> run(TrainingJob job, RunContext context) throws IOException;
}
