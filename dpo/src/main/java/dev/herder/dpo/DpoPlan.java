package dev.herder.dpo;

import dev.herder.core.report.html.Section;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.RunContext;
import dev.herder.dpo.loss.AnswerLogProbs;
import dev.herder.dpo.loss.ExampleLogProbs;
import dev.herder.dpo.loss.WeightedLoss;
import dev.herder.dpo.reference.ReferenceCache;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.lm.TrainStage;
import dev.herder.engine.machine.Precision;
import dev.herder.engine.train.DataOrder;
import dev.herder.engine.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns rows and a loaded policy into what is trained. */
final class DpoPlan {
  private final Dpo.Config config;
  private final WeightedLoss loss;
  private final DpoRows rows;
  private final List<Example> examples;
  private final List<Example> evaluation;
  private final RunContext context;
  private @Nullable OnlineSource fresh;

  DpoPlan(Dpo.Config config, DpoRows rows, RunContext context) {
    this.config = config;
    this.context = context;
    this.rows = rows;
    loss = config.loss();
    DpoRows.Prompts prompts = rows.prompts();
    examples =
        prompts == null
            ? rows.training()
            : prompts.rows().stream().map(row -> Example.unmade(row.source().toString())).toList();
    evaluation = rows.evaluation();
  }

  /** Computes the reference and says what is trained; nothing if a stop was requested. */
  Optional<TrainStage.Prepared<Example>> prepare(CausalLm policy, TrainStage.Identity identity)
      throws IOException {
    boolean startsAtReference = false;
    MovingReference moving = null;
    ReferenceSource source =
        loss.usesReference()
            ? new ReferenceSource(
                policy,
                identity.model().get(),
                rows.reference(),
                config.wish(),
                config.referenceUpdateSteps() > 0)
            : null;
    if (source != null) {
      try (source) {
        startsAtReference = source.isPolicy();
        if (!score(source)) {
          return Optional.empty();
        }
        if (config.referenceUpdateSteps() > 0) {
          moving = moving(policy);
          moving.start(source.weights(), config.overwrite());
        }
      }
    }
    OnlineSource online = online(policy, source, identity);
    fresh = online;
    List<Example> sample = sample();
    List<ExampleLogProbs> before = startsAtReference ? atReference(sample) : look(policy, sample);
    LastSeen lastSeen = new LastSeen(evaluation);
    StepWatch watch =
        new StepWatch(
            startsAtReference ? loss : null,
            policy.session().compute().precision() == Precision.FLOAT32 ? 1e-3 : 5e-2,
            config.maxChosenLogpDrop(),
            lastSeen);
    return Optional.of(
        new TrainStage.Prepared<>(
            new TrainStage.Plan<>(
                new DpoObjective(loss, watch, moving, online),
                examples,
                evaluation,
                config.settings()),
            rows.counts(),
            () -> report(policy, sample, before, lastSeen, online)));
  }

  /** What became of the prompts of all steps so far; empty if the pairs come from files. */
  Map<String, Long> online() {
    return fresh == null ? Map.of() : fresh.totals();
  }

  /** What the report looks at before and after: pairs that are there before the training. */
  private List<Example> sample() {
    if (!evaluation.isEmpty() || rows.prompts() != null) {
      return evaluation;
    }
    return List.copyOf(examples.subList(0, Math.min(PreferenceReport.SAMPLE, examples.size())));
  }

  private boolean score(ReferenceSource source) throws IOException {
    List<Example> all = rows.prompts() == null ? new Joined<>(examples, evaluation) : evaluation;
    if (all.isEmpty()) {
      return true;
    }
    Path given = config.referenceCache();
    Path folder = given == null ? config.out().resolve("reference-cache") : given;
    if (given == null && Files.isDirectory(folder)) {
      AtomicFiles.cleanLeftovers(folder);
    }
    ReferenceCache cache = ReferenceCache.open(folder, source.id(), context.talk());
    return new ReferencePass(cache, source, context).fill(all);
  }

  private MovingReference moving(CausalLm policy) {
    return new MovingReference(
        policy,
        new MovingReference.Settings(config.referenceUpdateSteps(), config.referenceMixupAlpha()),
        config.out(),
        examples,
        evaluation,
        order(),
        config.settings().totalSteps(examples.size()),
        context);
  }

  private @Nullable OnlineSource online(
      CausalLm policy, @Nullable ReferenceSource source, TrainStage.Identity identity)
      throws IOException {
    DpoRows.Prompts prompts = rows.prompts();
    if (prompts == null) {
      return null;
    }
    return new OnlineSource(
        new OnlineSampler(policy, prompts.encoder(), prompts.scorer(), config),
        source == null
            ? null
            : new FreshReference(policy, source, config.out().resolve("online-reference")),
        OnlineRecord.open(config.out(), identity.fingerprint().get(), config.overwrite()),
        prompts.rows(),
        order(),
        config.settings().totalSteps(examples.size()),
        config,
        context);
  }

  private DataOrder order() {
    TrainSettings settings = config.settings();
    return new DataOrder(examples.size(), settings.batchSize(), settings.shuffle(), context.seed());
  }

  private List<Section> report(
      CausalLm policy,
      List<Example> sample,
      List<ExampleLogProbs> before,
      LastSeen lastSeen,
      @Nullable OnlineSource online) {
    List<Section> sections = new ArrayList<>();
    if (online != null) {
      sections.addAll(new OnlineReport(online.end()).sections());
    }
    if (!sample.isEmpty()) {
      List<ExampleLogProbs> after =
          evaluation.isEmpty() ? look(policy, sample) : lastSeen.of(evaluation);
      String of =
          evaluation.isEmpty()
              ? sample.size() + " examples of the training data"
              : sample.size() + " held-out examples";
      sections.addAll(new PreferenceReport(loss, before, after).sections(of));
    }
    return sections;
  }

  private List<ExampleLogProbs> look(CausalLm policy, List<Example> sample) {
    context
        .talk()
        .accept(
            "computing the log-probabilities of %d examples for the report"
                .formatted(sample.size()));
    return DpoObjective.seen(
        new LogProbPass(policy.session().compute().microBatchTokens())
            .parts(sample, Example::answers),
        batch -> policy.network().logProbs(batch).logProbs());
  }

  /** What a policy that is the reference gives the examples, as far as the report needs it. */
  private static List<ExampleLogProbs> atReference(List<Example> sample) {
    List<ExampleLogProbs> all = new ArrayList<>();
    for (Example example : sample) {
      List<AnswerLogProbs> answers = new ArrayList<>();
      for (int i = 0; i < example.answers().size(); i++) {
        double logProb = example.reference(i);
        answers.add(
            new AnswerLogProbs(logProb, logProb, example.answers().get(i).contrastedTokens()));
      }
      all.add(new ExampleLogProbs(answers, 0, 1, 0, example.desirable()));
    }
    return all;
  }
}
