package dev.herder.dpo;

import dev.herder.core.report.html.Section;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.dpo.loss.AnswerLogProbs;
import dev.herder.dpo.loss.ExampleLogProbs;
import dev.herder.dpo.loss.WeightedLoss;
import dev.herder.dpo.reference.ReferenceCache;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.lm.TrainStage;
import dev.herder.engine.lm.TrainingRows;
import dev.herder.engine.machine.Precision;
import dev.herder.engine.text.EncodedAnswers;
import dev.herder.engine.train.DataOrder;
import dev.herder.engine.train.TrainSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Turns rows and a loaded policy into what is trained. */
final class DpoPlan {
  private final Dpo.Config config;
  private final WeightedLoss loss;
  private final RowCounts counts;
  private final List<Example> examples;
  private final List<Example> evaluation;
  private final RunContext context;

  /**
   * Makes examples of the rows.
   *
   * @throws dev.herder.core.data.DataException with every row that cannot be compared
   */
  DpoPlan(
      Dpo.Config config,
      TrainingRows<EncodedAnswers> train,
      TrainingRows<EncodedAnswers> eval,
      RunContext context) {
    this.config = config;
    this.context = context;
    loss = config.loss();
    counts = train.counts();
    examples = examples(train.rows());
    evaluation = examples(eval.rows());
  }

  private List<Example> examples(List<EncodedAnswers> rows) {
    List<Example> made = Examples.of(rows, loss.needs(), config.formatMask(), config.offsetAlpha());
    return loss.needsKl() ? Examples.mismatched(made, config.batchSize()) : made;
  }

  /** Computes the reference and says what is trained. */
  TrainStage.Prepared<Example> prepare(CausalLm policy) {
    try {
      return prepared(policy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TrainStage.Prepared<Example> prepared(CausalLm policy) throws IOException {
    boolean startsAtReference = false;
    MovingReference moving = null;
    if (loss.usesReference()) {
      try (ReferenceSource source =
          new ReferenceSource(policy, config.model(), config.reference(), config.wish())) {
        startsAtReference = source.isPolicy();
        score(source);
        if (config.referenceUpdateSteps() > 0) {
          moving = moving(policy);
          moving.start(source.weights(), config.overwrite());
        }
      }
    }
    List<Example> sample =
        evaluation.isEmpty()
            ? examples.subList(0, Math.min(PreferenceReport.SAMPLE, examples.size()))
            : evaluation;
    List<ExampleLogProbs> before = startsAtReference ? atReference(sample) : look(policy, sample);
    LastSeen lastSeen = new LastSeen();
    StepWatch watch =
        new StepWatch(
            startsAtReference ? loss : null,
            policy.session().compute().precision() == Precision.FLOAT32 ? 1e-3 : 5e-2,
            config.maxChosenLogpDrop(),
            lastSeen);
    return new TrainStage.Prepared<>(
        new TrainStage.Plan<>(
            new DpoObjective(loss, watch, moving), examples, evaluation, config.settings()),
        counts,
        () -> report(policy, sample, before, lastSeen));
  }

  private void score(ReferenceSource source) throws IOException {
    Path given = config.referenceCache();
    Path folder = given == null ? config.out().resolve("reference-cache") : given;
    if (given == null && Files.isDirectory(folder)) {
      AtomicFiles.cleanLeftovers(folder);
    }
    ReferenceCache cache = ReferenceCache.open(folder, source.id(), context.talk());
    ReferencePass pass = new ReferencePass(cache, source, context);
    List<Example> all = new ArrayList<>(examples);
    all.addAll(evaluation);
    pass.fill(all);
  }

  private MovingReference moving(CausalLm policy) {
    TrainSettings settings = config.settings();
    return new MovingReference(
        policy,
        new MovingReference.Settings(config.referenceUpdateSteps(), config.referenceMixupAlpha()),
        config.out(),
        examples,
        evaluation,
        new DataOrder(examples.size(), settings.batchSize(), settings.shuffle(), context.seed()),
        settings.totalSteps(examples.size()),
        context);
  }

  private List<Section> report(
      CausalLm policy, List<Example> sample, List<ExampleLogProbs> before, LastSeen lastSeen) {
    List<ExampleLogProbs> after =
        evaluation.isEmpty() ? look(policy, sample) : lastSeen.of(evaluation);
    String of =
        evaluation.isEmpty()
            ? sample.size() + " examples of the training data"
            : sample.size() + " held-out examples";
    return new PreferenceReport(loss, before, after).sections(of);
  }

  private static List<ExampleLogProbs> look(CausalLm policy, List<Example> sample) {
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
