package dev.herder.cli.command;

import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import dev.herder.synthdata.ask.RowGenerator;
import dev.herder.synthdata.judge.Judge;
import dev.herder.synthdata.judge.Judged;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether, how and by whom rows are judged: the settings under {@code judge}.
 *
 * @param model a judge other than the model that makes the rows
 * @param endpoint where such a judge is
 * @param endpointModel its name there
 * @param endpointKeyVariable the variable of the environment that holds its key
 */
record SynthJudging(
    boolean enabled,
    int scale,
    int minScore,
    @Nullable Path model,
    @Nullable String endpoint,
    @Nullable String endpointModel,
    String endpointKeyVariable) {
  static SynthJudging defaults() {
    return new SynthJudging(false, 5, 4, null, null, null, "HERDER_JUDGE_KEY");
  }

  /** Whether a judge is named; rows then are judged without being asked for it in words. */
  boolean another() {
    return model != null || endpoint != null;
  }

  RowGenerator around(RowGenerator rows) {
    return enabled || another() ? new Judged(rows, judge()) : rows;
  }

  Judge judge() {
    return new Judge(scale, minScore);
  }

  /** Opens the judge that is named. */
  Asked open(SynthSession session, RunContext context) throws IOException {
    Path folder = model;
    String address = endpoint;
    if (folder != null && address != null) {
      throw new UserError("judge: expected one of --judge-model DIR and --judge-endpoint URL");
    }
    if (folder != null) {
      return Asked.local(
          folder, session.now(), session.wish(), session.ask().kvCacheMemory(), context);
    }
    if (address == null) {
      throw new IllegalStateException("no judge is named");
    }
    return Asked.endpoint(
        session.ask().server(address, endpointModel), endpointKeyVariable, context);
  }

  /**
   * The judge of a command that only judges.
   *
   * @throws UserError if a second judge is named
   */
  Judge alone() {
    if (another()) {
      throw new UserError(
          "judge: --model or --endpoint names the judge here; leave judge.model and"
              + " judge.endpoint out");
    }
    return judge();
  }
}
