package dev.herder.cli.command;

import dev.herder.core.UserError;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Likelihoods;
import dev.herder.core.generate.Scorer;
import dev.herder.core.generate.WrappedScorer;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.RunContext;
import dev.herder.engine.lm.LocalLikelihoods;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.eval.Judge;
import dev.herder.eval.answer.RecordingModel;
import dev.herder.synthdata.endpoint.EndpointConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who scores and who judges in {@code eval}, and what to close after it. */
final class EvalJudging implements AutoCloseable {
  private final @Nullable ChosenScorer chosen;
  private final @Nullable Watched watched;
  private final @Nullable Asking asking;

  private EvalJudging(
      @Nullable ChosenScorer chosen, @Nullable Watched watched, @Nullable Asking asking) {
    this.chosen = chosen;
    this.watched = watched;
    this.asking = asking;
  }

  /** A judge, what it is by content, the option that named it, and what to close after it. */
  private record Asking(RecordingModel model, String hash, String option, Runnable close) {}

  /**
   * Opens them.
   *
   * @param scored whether the suite's answers are to be scored
   * @param verdicts where the judge's verdicts are kept
   */
  static EvalJudging open(EvalCommand.Settings s, boolean scored, Path verdicts, RunContext context)
      throws IOException {
    if (s.judge() != null && s.judgeEndpoint() != null) {
      throw new UserError(
          "eval: expected one of --judge DIR and --judge-endpoint URL, which says who judges");
    }
    ChosenScorer chosen =
        scored
            ? ChosenScorer.open(s.reward(), s.verifier(), s.wish(), EncoderConfig.now(s.now()))
            : null;
    String option = s.reward() == null ? "--verifier" : "--reward";
    Watched watched = chosen == null ? null : new Watched(chosen.scorer(), option);
    try {
      return new EvalJudging(chosen, watched, judge(s, verdicts, context));
    } catch (IOException | RuntimeException e) {
      if (chosen != null) {
        chosen.close();
      }
      throw e;
    }
  }

  private static @Nullable Asking judge(EvalCommand.Settings s, Path verdicts, RunContext context)
      throws IOException {
    Path folder = s.judge();
    if (folder != null) {
      String hash = Hashes.ofModel(folder);
      LocalModel local = EvalRun.open(folder, s, context);
      RecordingModel model =
          recording(
              folder.toString(),
              EvalRun.identity(hash, local, s),
              local,
              new LocalLikelihoods(local),
              verdicts,
              context);
      return new Asking(model, hash, "--judge", local::close);
    }
    String server = s.judgeEndpoint();
    if (server == null) {
      return null;
    }
    String name = Objects.requireNonNullElse(s.judgeEndpointModel(), "");
    EndpointConfig config =
        new EndpointConfig(
            server,
            name,
            s.judgeEndpointSeconds(),
            s.judgeEndpointRetries(),
            s.judgeEndpointConcurrency());
    Asked asked = Asked.endpoint(config, s.judgeEndpointKeyVariable(), context);
    Likelihoods none =
        texts -> {
          throw new UserError(
              "--judge-endpoint: a server does not tell how likely a text is; use --judge DIR");
        };
    RecordingModel model =
        recording(
            name.isEmpty() ? server : name + " at " + server,
            asked.name(),
            asked.generator(),
            none,
            verdicts,
            context);
    return new Asking(model, asked.name(), "--judge-endpoint", asked::close);
  }

  private static RecordingModel recording(
      String name,
      String identity,
      Generator generator,
      Likelihoods likelihoods,
      Path verdicts,
      RunContext context) {
    return new RecordingModel(
        name, identity, generator, likelihoods, verdicts, "verdicts", context);
  }

  Optional<Scorer> scorer() {
    return Optional.ofNullable(watched);
  }

  /** The options that opened something which the suite did not want. */
  List<String> unused() {
    List<String> unused = new ArrayList<>();
    if (watched != null && !watched.asked) {
      unused.add(watched.option);
    }
    if (asking != null && !asking.model.asked()) {
      unused.add(asking.option);
    }
    return unused;
  }

  Optional<Judge> judge() {
    return Optional.ofNullable(asking).map(each -> new Judge(each.model, each.hash));
  }

  /** Tokens of the verdicts that were asked for now. */
  Optional<Long> tokens() {
    return Optional.ofNullable(asking).map(each -> each.model.tokens());
  }

  @Override
  public void close() throws IOException {
    try {
      if (chosen != null) {
        chosen.close();
      }
    } finally {
      if (asking != null) {
        asking.close.run();
      }
    }
  }

  /** A scorer that remembers whether anybody asked it. */
  private static final class Watched implements WrappedScorer {
    private final Scorer scorer;
    private final String option;
    private boolean asked;

    Watched(Scorer scorer, String option) {
      this.scorer = scorer;
      this.option = option;
    }

    @Override
    public List<Double> score(List<Completion> answers) {
      asked = true;
      return scorer.score(answers);
    }

    @Override
    public Scorer scorer() {
      return scorer;
    }
  }
}
