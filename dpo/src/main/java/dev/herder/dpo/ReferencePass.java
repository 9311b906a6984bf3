package dev.herder.dpo;

import dev.herder.core.RunFailure;
import dev.herder.core.run.RunContext;
import dev.herder.dpo.reference.ReferenceCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Gives examples the reference's log-probabilities: from the cache, or computed once.
 *
 * <p>Examples are computed in fixed micro-batches, a whole one if any of its answers is missing, so
 * that an interrupted pass ends with the numbers of an uninterrupted one.
 */
final class ReferencePass {
  private static final long SAVE_EVERY_NANOS = 30_000_000_000L;

  /** A reference that is loaded when it is first needed. */
  interface Reference {
    /** The model; loads it if need be. */
    LogProbPass.Model model() throws IOException;

    /** Tokens that it computes at once. */
    int microBatchTokens();
  }

  private final ReferenceCache cache;
  private final Reference reference;
  private final RunContext context;

  ReferencePass(ReferenceCache cache, Reference reference, RunContext context) {
    this.cache = cache;
    this.reference = reference;
    this.context = context;
  }

  /**
   * Sets the reference of all examples.
   *
   * @return false if a stop was requested; what was computed is in the cache
   * @throws RunFailure if an answer has probability 0
   */
  boolean fill(List<Example> examples) throws IOException {
    long missing = examples.stream().filter(example -> !fromCache(example)).count();
    if (missing == 0) {
      if (!examples.isEmpty()) {
        context.talk().accept("the reference's log-probabilities are those of " + cache.file());
      }
    } else if (!compute(examples)) {
      return false;
    }
    examples.forEach(ReferencePass::check);
    return true;
  }

  private boolean compute(List<Example> examples) throws IOException {
    LogProbPass.Model model = reference.model();
    List<List<Example>> parts =
        new LogProbPass(reference.microBatchTokens())
            .parts(examples, Example::scored).stream()
                .filter(part -> !part.stream().allMatch(this::fromCache))
                .toList();
    context
        .talk()
        .accept("computing the reference's log-probabilities of " + examples.size() + " examples");
    long missing = parts.stream().mapToLong(List::size).sum();
    long done = examples.size() - missing;
    context.metrics().begin("reference", done, examples.size());
    long saved = System.nanoTime();
    for (List<Example> view : parts) {
      List<Example> part = List.copyOf(view);
      if (context.stopRequested().getAsBoolean()) {
        cache.save();
        return false;
      }
      List<double[]> all = LogProbPass.of(part, Example::scored, model);
      for (int i = 0; i < part.size(); i++) {
        keep(part.get(i), all.get(i));
      }
      done += part.size();
      context.metrics().accept(done, Map.of());
      if (System.nanoTime() - saved > SAVE_EVERY_NANOS) {
        cache.save();
        saved = System.nanoTime();
      }
    }
    cache.save();
    return true;
  }

  private void keep(Example example, double[] logProbs) {
    List<Answer> answers = example.scored();
    for (int i = 0; i < logProbs.length; i++) {
      cache.put(key(example, answers.get(i)), logProbs[i]);
    }
    example.setReference(logProbs);
  }

  private boolean fromCache(Example example) {
    List<Double> found = new ArrayList<>();
    for (Answer answer : example.scored()) {
      OptionalDouble known = cache.get(key(example, answer));
      if (known.isEmpty()) {
        return false;
      }
      found.add(known.getAsDouble());
    }
    example.setReference(found.stream().mapToDouble(Double::doubleValue).toArray());
    return true;
  }

  private static String key(Example example, Answer answer) {
    return ReferenceCache.key(example.prompt(), answer.ids(), answer.contrasted());
  }

  /** Refuses what no finite loss can be made of. */
  static void check(Example example) {
    double[] all = new double[example.answers().size()];
    Arrays.setAll(all, example::reference);
    if (!Double.isFinite(Arrays.stream(all).sum() + example.mismatchedReference())) {
      throw new RunFailure(
          example.source()
              + ": the reference gives an answer a probability of 0; is it a trained model?");
    }
  }
}
