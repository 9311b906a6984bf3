package dev.herder.pipelines.journal;

import java.io.IOException;

/** Takes the steps of a run one after the other: to do them, or only to see what would be done. */
public interface StepRunner {
  /** The step's result, made or found; or a promise of it, if nothing is to be done now. */
  Product run(Step step) throws IOException;
}
