package dev.herder.cli.command;

import dev.herder.core.UserError;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.RunContext;
import dev.herder.documents.TokenCounter;
import dev.herder.engine.machine.Machine;
import dev.herder.synthdata.SynthData;
import dev.herder.synthdata.UnitSource;
import dev.herder.synthdata.ask.RowGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens whom a command asks, and runs the stage with it.
 *
 * @param out where the rows go
 * @param ask whom to ask
 * @param seed of every random choice
 * @param now the date that chat templates are told
 * @param wish the machine's part
 */
record SynthSession(Path out, SynthAsking ask, long seed, String now, Machine.Wish wish) {
  SynthSession(
      Path out, SynthAsking ask, long seed, String now, String dtype, String device, int threads) {
    this(out, ask, seed, now, new Machine.Wish(device, dtype, threads, 0));
  }

  /** How tokens of documents are counted, and what that is called in the settings of a run. */
  record Counting(TokenCounter counter, String name) {}

  /** Runs a command whose rows nobody else judges. */
  Map<String, @Nullable Object> run(
      RowGenerator rows, Function<Counting, UnitSource> units, RunContext context)
      throws IOException {
    return run(rows, SynthJudging.defaults(), units, context);
  }

  /** Runs a command; its rows go to the judge that is named, if one is. */
  Map<String, @Nullable Object> run(
      RowGenerator rows,
      SynthJudging judging,
      Function<Counting, UnitSource> units,
      RunContext context)
      throws IOException {
    try (Asked asked = asked(context)) {
      UnitSource source = units.apply(asked.counting());
      if (!judging.another()) {
        return run(new SynthData(asked.generator()), rows, source, asked.name(), context);
      }
      try (Asked judge = judging.open(this, context)) {
        SynthData stage = new SynthData(asked.generator(), judge.generator(), judge.name());
        return run(stage, rows, source, asked.name(), context);
      }
    }
  }

  private Asked asked(RunContext context) throws IOException {
    Path model = ask.model();
    String endpoint = ask.endpoint();
    if ((model == null) == (endpoint == null)) {
      throw new UserError(
          "synth: expected one of --model DIR and --endpoint URL, which says whom to ask");
    }
    return endpoint != null
        ? Asked.endpoint(
            ask.server(endpoint, ask.endpointModel()), ask.endpointKeyVariable(), context)
        : Asked.local(Objects.requireNonNull(model), now, wish, ask.kvCacheMemory(), context);
  }

  private Map<String, @Nullable Object> run(
      SynthData stage, RowGenerator rows, UnitSource units, String model, RunContext context)
      throws IOException {
    Sampling sampling = new Sampling(1, ask.temperature(), 0, ask.topP(), ask.maxNewTokens(), seed);
    SynthData.Result result =
        stage.run(
            new SynthData.Config(rows, units, out, model, sampling, ask.template(), ask.window()),
            context);
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", out.toString());
    figures.put("status", result.complete() ? "finished" : "stopped");
    figures.put("units", result.unitsDone());
    figures.put("refused", result.refused().size());
    result.counts().ifPresent(counts -> add(figures, counts));
    figures.put("tokens", result.tokens());
    figures.put("report", out.resolve("report.html").toString());
    return figures;
  }

  private static void add(Map<String, @Nullable Object> figures, SynthData.Counts counts) {
    figures.put("units_without_rows", counts.unitsWithoutRows());
    figures.put("rows", counts.kept());
    figures.put("wanted", counts.wanted());
    figures.put("duplicates", counts.duplicates() + counts.nearDuplicates());
    if (counts.judged() > 0) {
      figures.put("judged", counts.judged());
      figures.put("not_accepted", counts.rejected());
      figures.put("no_verdict", counts.unreadable());
    }
    figures.put("failures", counts.failures().values().stream().mapToLong(Long::longValue).sum());
    if (!counts.failures().isEmpty()) {
      figures.put("failures_by_reason", counts.failures());
    }
  }
}
