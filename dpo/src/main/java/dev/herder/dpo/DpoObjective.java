package dev.herder.dpo;

import dev.herder.dpo.loss.AnswerLogProbs;
import dev.herder.dpo.loss.ExampleLogProbs;
import dev.herder.dpo.loss.LossSlopes;
import dev.herder.dpo.loss.StepFacts;
import dev.herder.dpo.loss.WeightedLoss;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.train.Forward;
import dev.herder.engine.train.Loss;
import dev.herder.engine.train.MetricSums;
import dev.herder.engine.train.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Preference losses over the contrasted tokens of each answer, plus a likelihood of the whole first
 * answer.
 *
 * <p>The prompt is computed once for all answers. Losses that depend on a whole step (AOT's
 * quantiles, KTO's divergence, a likelihood averaged over all tokens) get what they need before the
 * first micro-batch, so that any split of the step gives the same loss and gradient.
 */
final class DpoObjective implements Objective<Example> {
  private final WeightedLoss loss;
  private final StepWatch watch;
  private final @Nullable MovingReference moving;
  private final @Nullable OnlineSource online;

  /**
   * An objective.
   *
   * @param moving moves the reference, or null
   * @param online makes the pairs of each step, or null where they are the rows
   */
  DpoObjective(
      WeightedLoss loss,
      StepWatch watch,
      @Nullable MovingReference moving,
      @Nullable OnlineSource online) {
    this.loss = loss;
    this.watch = watch;
    this.moving = moving;
    this.online = online;
  }

  /** Without checks and with a fixed reference. */
  DpoObjective(WeightedLoss loss) {
    this(loss, StepWatch.none(), null, null);
  }

  @Override
  public void pack(Example example, PackedBatch.Builder batch) {
    example.pack(example.answers(), batch);
  }

  @Override
  public int tokens(Example example) {
    return example.tokens(example.answers());
  }

  @Override
  public double weight(Example example) {
    return 1;
  }

  @Override
  public String describe(Example example) {
    return example.source();
  }

  @Override
  public List<Example> examplesOf(long step, List<Example> rows) {
    return online == null ? rows : online.examplesOf(step);
  }

  @Override
  public Map<String, Double> figuresOf(long step) {
    return online == null ? Map.of() : online.figuresOf(step);
  }

  @Override
  public boolean couplesExamples() {
    return loss.couples() || loss.needsKl() || loss.needsMeanLength();
  }

  @Override
  public Objective<Example> ofStep(long step, List<Example> examples, Forward forward) {
    if (moving != null && step > 0) {
      moving.before(step);
    }
    StepFacts facts = facts(examples, forward);
    IdentityHashMap<Example, LossSlopes> known = new IdentityHashMap<>();
    List<List<Example>> parts =
        new LogProbPass(forward.microBatchTokens()).parts(examples, Example::answers);
    // A step of one part is seen whole by its loss, without a forward pass of its own.
    if (loss.couples() && parts.size() > 1) {
      List<LossSlopes> slopes = loss.of(seen(parts, forward::logProbs), facts);
      for (int i = 0; i < slopes.size(); i++) {
        known.put(examples.get(i), slopes.get(i));
      }
    }
    return new OfStep(step, facts, known);
  }

  private StepFacts facts(List<Example> examples, Forward forward) {
    int desirable = (int) examples.stream().filter(Example::desirable).count();
    long tokens =
        examples.stream()
            .filter(Example::desirable)
            .mapToLong(example -> example.answers().get(0).length())
            .sum();
    double kl = 0;
    if (loss.needsKl()) {
      double[] sum = new double[1];
      List<Example> with = examples.stream().filter(e -> e.mismatched() != null).toList();
      List<Double> reference = new ArrayList<>();
      with.forEach(example -> reference.add(example.mismatchedReference()));
      new LogProbPass(forward.microBatchTokens())
          .of(
              with,
              DpoObjective::onlyMismatched,
              forward::logProbs,
              logProbs -> sum[0] += logProbs[0]);
      double total = sum[0] - reference.stream().mapToDouble(Double::doubleValue).sum();
      kl = with.isEmpty() ? 0 : Math.max(0, total / with.size());
    }
    return new StepFacts(
        (double) tokens / examples.size(), kl, desirable, examples.size() - desirable);
  }

  private static List<Answer> onlyMismatched(Example example) {
    Answer other = example.mismatched();
    return other == null ? List.of() : List.of(other);
  }

  /** What a loss sees of examples that are computed part by part. */
  static List<ExampleLogProbs> seen(List<List<Example>> parts, LogProbPass.Model model) {
    List<ExampleLogProbs> all = new ArrayList<>();
    for (List<Example> part : parts) {
      PackedBatch.Builder builder = new PackedBatch.Builder();
      part.forEach(example -> example.pack(example.answers(), builder));
      PackedBatch batch = builder.build();
      all.addAll(seen(part, batch, model.logProbs(batch)));
    }
    return all;
  }

  /** What the loss sees of the examples of a batch. */
  private static List<ExampleLogProbs> seen(
      List<Example> examples, PackedBatch batch, float[] logProbs) {
    List<ExampleLogProbs> all = new ArrayList<>();
    int segment = 0;
    for (Example example : examples) {
      List<AnswerLogProbs> answers = new ArrayList<>();
      segment++;
      double likelihood = 0;
      for (int i = 0; i < example.answers().size(); i++) {
        Answer answer = example.answers().get(i);
        int first = batch.firstTarget(segment++);
        answers.add(
            new AnswerLogProbs(
                answer.sum(logProbs, first), example.reference(i), answer.contrastedTokens()));
        likelihood = i == 0 ? answer.sumOfAll(logProbs, first) : likelihood;
      }
      all.add(
          new ExampleLogProbs(
              answers,
              likelihood,
              example.answers().get(0).length(),
              example.offset(),
              example.desirable()));
    }
    return all;
  }

  @Override
  public Loss loss(List<Example> examples, PackedBatch batch, float[] logProbs) {
    throw new IllegalStateException("a loss is computed by what ofStep returns");
  }

  /** The objective of one step. */
  private final class OfStep implements Objective<Example> {
    private final long step;
    private final StepFacts facts;
    private final IdentityHashMap<Example, LossSlopes> known;
    private double atReference;

    OfStep(long step, StepFacts facts, IdentityHashMap<Example, LossSlopes> known) {
      this.step = step;
      this.facts = facts;
      this.known = known;
    }

    @Override
    public void pack(Example example, PackedBatch.Builder batch) {
      DpoObjective.this.pack(example, batch);
    }

    @Override
    public int tokens(Example example) {
      return DpoObjective.this.tokens(example);
    }

    @Override
    public double weight(Example example) {
      return DpoObjective.this.weight(example);
    }

    @Override
    public String describe(Example example) {
      return DpoObjective.this.describe(example);
    }

    @Override
    public Loss loss(List<Example> examples, PackedBatch batch, float[] logProbs) {
      List<ExampleLogProbs> seen = seen(examples, batch, logProbs);
      List<LossSlopes> slopes =
          known.isEmpty() ? loss.of(seen, facts) : examples.stream().map(this::known).toList();
      float[] gradient = new float[logProbs.length];
      MetricSums metrics = new MetricSums();
      double sum = 0;
      int segment = 0;
      for (int i = 0; i < examples.size(); i++) {
        LossSlopes own = slopes.get(i);
        sum += own.loss();
        segment++;
        for (int k = 0; k < examples.get(i).answers().size(); k++) {
          double every = k == 0 ? own.likelihood() : 0;
          examples
              .get(i)
              .answers()
              .get(k)
              .addTo(gradient, batch.firstTarget(segment++), own.answer(k), every);
        }
      }
      new PreferenceMetrics(loss, facts).add(seen, metrics);
      watch.saw(examples, seen);
      if (step == 1) {
        atReference += watch.lossAtReference(seen, facts);
      }
      return new Loss(sum, gradient, metrics);
    }

    private LossSlopes known(Example example) {
      LossSlopes slopes = known.get(example);
      if (slopes == null) {
        throw new IllegalStateException(example.source() + " is not of this step");
      }
      return slopes;
    }

    @Override
    public void check(long number, double value, Map<String, Double> metrics) {
      watch.check(number, value, atReference / (facts.desirable() + facts.undesirable()), metrics);
    }

    @Override
    public boolean[] accuracyTargets(List<Example> examples, PackedBatch batch) {
      boolean[] counted = new boolean[batch.targets()];
      int segment = 0;
      for (Example example : examples) {
        if (example.desirable()) {
          Arrays.fill(counted, batch.firstTarget(segment + 1), batch.endTarget(segment + 1), true);
        }
        segment += 1 + example.answers().size();
      }
      return counted;
    }
  }
}
