package dev.herder.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Likelihoods;
import dev.herder.core.run.RunContext;
import java.io.IOException;

/** The seam to whatever answers prompts with a model of the run. */
public interface SamplerFactory {
  /**
   * All that answers depend on beside the model, the prompts and {@link
   * dev.herder.core.generate.Sampling}: the choices of dtype, device and threads, without paths.
   */
  JsonNode settings();

  /** Loads a model; the caller closes the sampler. */
  Sampler open(ModelRef model, RunContext context) throws IOException;

  /** A loaded model that answers prompts. */
  interface Sampler extends Generator, AutoCloseable {
    /** How probable texts are under the model. */
    Likelihoods likelihoods();

    @Override
    void close();
  }
}
