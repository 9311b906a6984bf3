package dev.herder.dpo;

import dev.herder.core.RunFailure;
import dev.herder.core.data.Row;
import dev.herder.core.run.RunContext;
import dev.herder.engine.train.DataOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of each step, made by the policy itself shortly before it is trained on them.
 *
 * <p>Every n steps the policy answers the prompts of the next n. What was made is on disk before it
 * is trained on, so that a run that goes on from a state in between finds the very same pairs.
 */
final class OnlineSource {
  /** Steps without any pair, from the first on, after which nothing is to be hoped for. */
  private static final int PATIENCE = 10;

  private final OnlineSampler sampler;
  private final @Nullable FreshReference reference;
  private final OnlineRecord record;
  private final List<Row.Prompt> prompts;
  private final DataOrder order;
  private final long totalSteps;
  private final Dpo.Config config;
  private final RunContext context;
  private final Map<Long, List<Example>> ready = new HashMap<>();

  /**
   * A source.
   *
   * @param reference scores the pairs, or null where the loss has no reference
   * @param order tells the prompts of each step
   */
  OnlineSource(
      OnlineSampler sampler,
      @Nullable FreshReference reference,
      OnlineRecord record,
      List<Row.Prompt> prompts,
      DataOrder order,
      long totalSteps,
      Dpo.Config config,
      RunContext context) {
    this.sampler = sampler;
    this.reference = reference;
    this.record = record;
    this.prompts = prompts;
    this.order = order;
    this.totalSteps = totalSteps;
    this.config = config;
    this.context = context;
  }

  /** The examples of a step; with the weights before it, where they have to be made. */
  List<Example> examplesOf(long step) {
    try {
      long first = config.online().firstOf(step);
      if (step == first && !isRecorded(first)) {
        make(first);
      }
      List<Example> made = ready.remove(step);
      List<Example> examples = made == null ? recorded(step) : made;
      record.release(step);
      requireSome(step, examples);
      return examples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What became of the prompts of a step. */
  Map<String, Double> figuresOf(long step) {
    OnlineStep known = record.get(step);
    return known == null ? Map.of() : known.figures();
  }

  /** How many prompts and answers there were in all steps, and what became of them. */
  Map<String, Long> totals() {
    Map<String, Long> totals = new LinkedHashMap<>();
    for (Map<String, Double> step : record.figures().values()) {
      step.forEach(
          (name, n) -> {
            if (name.startsWith("prompts/") || name.startsWith("answers/")) {
              totals.merge(name, n.longValue(), Long::sum);
            }
          });
    }
    return totals;
  }

  /** What became of the prompts of all steps, and the end of what only training needs. */
  Map<Long, Map<String, Double>> end() {
    try {
      if (reference != null) {
        reference.end();
      }
      return record.figures();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long lastOf(long first) {
    return Math.min(totalSteps, first + config.online().every() - 1);
  }

  private boolean isRecorded(long first) {
    return record.get(lastOf(first)) != null;
  }

  private void make(long first) throws IOException {
    TreeMap<Long, List<Row.Prompt>> asked = new TreeMap<>();
    for (long step = first; step <= lastOf(first); step++) {
      List<Row.Prompt> own = new ArrayList<>();
      for (int row : order.rowsOf(step)) {
        own.add(prompts.get(row));
      }
      asked.put(step, own);
    }
    if (first == 1) {
      int n = asked.values().stream().mapToInt(List::size).sum();
      context
          .talk()
          .accept("sampling %d answers to %d prompts".formatted(n * config.online().k(), n));
    }
    List<OnlineStep> made = sampler.make(asked);
    List<Example> all = new ArrayList<>();
    for (OnlineStep each : made) {
      List<Example> own = examples(each);
      ready.put(each.step(), own);
      all.addAll(own);
    }
    if (reference != null && !all.isEmpty()) {
      reference.fill(all);
    }
    record.add(made.stream().map(this::withReferences).toList());
  }

  private OnlineStep withReferences(OnlineStep step) {
    List<double[]> references = new ArrayList<>();
    if (reference != null) {
      ready.getOrDefault(step.step(), List.of()).forEach(e -> references.add(e.references()));
    }
    return new OnlineStep(step.step(), step.pairs(), references, step.figures());
  }

  private List<Example> recorded(long step) {
    OnlineStep known = record.get(step);
    if (known == null) {
      throw record.missing(step);
    }
    List<Example> examples = examples(known);
    for (int i = 0; i < known.references().size(); i++) {
      examples.get(i).setReference(known.references().get(i));
    }
    return examples;
  }

  private List<Example> examples(OnlineStep step) {
    List<Example> examples = sampler.examples(step.pairs());
    return config.loss().needsKl() && examples.size() > 1
        ? Examples.mismatched(examples, examples.size())
        : examples;
  }

  private void requireSome(long step, List<Example> examples) {
    if (!examples.isEmpty() || step != Math.min(PATIENCE, totalSteps)) {
      return;
    }
    Map<String, Double> sums = new TreeMap<>();
    for (long s = 1; s <= step; s++) {
      figuresOf(s).forEach((name, n) -> sums.merge(name, n, Double::sum));
    }
    if (sums.getOrDefault("prompts/paired", 0.0) == 0) {
      throw new RunFailure(
          ("no prompt of the first %d steps gave a pair: of %.0f, %.0f had answers of one score,"
                  + " %.0f too small a gap, %.0f answers too much alike, %.0f fewer than two whole"
                  + " answers, %.0f a pair that is too long. Raise --k, --temperature or"
                  + " --max-new-tokens, or take prompts that are neither too easy nor too hard")
              .formatted(
                  step,
                  sums.getOrDefault("prompts/sampled", 0.0),
                  sums.getOrDefault("prompts/tied", 0.0),
                  sums.getOrDefault("prompts/gap_too_small", 0.0),
                  sums.getOrDefault("prompts/near_duplicates", 0.0),
                  sums.getOrDefault("prompts/too_few_answers", 0.0),
                  sums.getOrDefault("prompts/unfit", 0.0)));
    }
  }
}
