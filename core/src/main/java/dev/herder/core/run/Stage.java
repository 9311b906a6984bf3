package dev.herder.core.run;

import java.io.IOException;

/** The shape of every stage: a configuration in, a result out, everything ambient made explicit. */
public interface Stage<C extends Record, R extends Record> {
  /**
   * Runs the stage to its end, or until a stop is requested.
   *
   * @throws dev.herder.core.UserError for a mistake the user can mend
   * @throws IOException if a file cannot be read or written
   */
  R run(C config, RunContext context) throws IOException;
}
