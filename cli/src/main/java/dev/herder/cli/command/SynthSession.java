package dev.herder.cli.command;

import dev.herder.core.UserError;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.RunContext;
import dev.herder.documents.TokenCounter;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.synthdata.SynthData;
import dev.herder.synthdata.UnitSource;
import dev.herder.synthdata.ask.RowGenerator;
import dev.herder.synthdata.endpoint.EndpointConfig;
import dev.herder.synthdata.endpoint.EndpointGenerator;
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

  /** Runs a command. */
  Map<String, @Nullable Object> run(
      RowGenerator rows, Function<Counting, UnitSource> units, RunContext context)
      throws IOException {
    Path model = ask.model();
    String endpoint = ask.endpoint();
    if ((model == null) == (endpoint == null)) {
      throw new UserError(
          "synth: expected one of --model DIR and --endpoint URL, which says whom to ask");
    }
    if (endpoint != null) {
      EndpointConfig config =
          new EndpointConfig(
              endpoint,
              Objects.requireNonNullElse(ask.endpointModel(), ""),
              ask.endpointSeconds(),
              ask.endpointRetries(),
              ask.endpointConcurrency());
      String key = Objects.requireNonNullElse(System.getenv(ask.endpointKeyVariable()), "");
      try (EndpointGenerator generator =
          new EndpointGenerator(
              config,
              key.strip(),
              context.clock(),
              EndpointGenerator.Sleeper.until(context.stopRequested()),
              context.stopRequested())) {
        String name = Hashes.ofString("endpoint " + endpoint + " " + config.model());
        Counting words = new Counting(TokenCounter.words(), "words");
        return run(rows, units.apply(words), generator, name, context);
      }
    }
    Path folder = Objects.requireNonNull(model);
    try (LocalModel local =
        LocalModel.open(
            folder,
            wish,
            EncoderConfig.now(now),
            context.stopRequested(),
            (long) ask.kvCacheMemory() << 20)) {
      String hash = Hashes.ofModel(folder);
      String name = now.equals(EncoderConfig.DEFAULT_NOW) ? hash : Hashes.ofString(hash + now);
      Counting tokens =
          new Counting(
              text -> local.tokenizer().encodePlain(text).length, local.tokenizer().sha256());
      int room = local.model().config().maxPositionEmbeddings();
      return run(rows, units.apply(tokens), new LocalAnswers(local, room), name, context);
    }
  }

  private Map<String, @Nullable Object> run(
      RowGenerator rows, UnitSource units, Generator generator, String model, RunContext context)
      throws IOException {
    Sampling sampling = new Sampling(1, ask.temperature(), 0, ask.topP(), ask.maxNewTokens(), seed);
    SynthData.Result result =
        new SynthData(generator)
            .run(
                new SynthData.Config(
                    rows, units, out, model, sampling, ask.template(), ask.window()),
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
  }
}
