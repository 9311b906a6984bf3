package dev.herder.dpo;

import dev.herder.core.data.DataException;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.Scorer;
import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Scored;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.text.EncodedAnswers;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.Outcome;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Lets the policy answer prompts, and makes pairs of its best and worst answers.
 *
 * <p>The pairs of a step are a function of the seed, the step, its prompts and the policy's weights
 * alone.
 */
final class OnlineSampler {
  private final CausalLm policy;
  private final Encoder encoder;
  private final Scorer scorer;
  private final Dpo.Config config;

  /**
   * A sampler.
   *
   * @param policy whose weights of the moment answer
   * @param encoder with the policy's tokenizer
   * @param scorer says how good an answer is
   */
  OnlineSampler(CausalLm policy, Encoder encoder, Scorer scorer, Dpo.Config config) {
    this.policy = policy;
    this.encoder = encoder;
    this.scorer = scorer;
    this.config = config;
  }

  /**
   * Makes the pairs of some steps, without references.
   *
   * @param prompts of each step
   */
  List<OnlineStep> make(SortedMap<Long, List<Row.Prompt>> prompts) {
    TreeMap<Long, List<List<Completion>>> answers = new TreeMap<>();
    // What sampling needs of memory is given back before anything else is computed.
    try (LocalModel model =
        LocalModel.borrowing(
            policy,
            encoder.tokenizer(),
            encoder.config().now(),
            () -> false,
            (long) config.online().kvCacheMemory() << 20)) {
      prompts.forEach((step, own) -> answers.put(step, answers(model, own, step)));
    }
    List<OnlineStep> made = new ArrayList<>();
    answers.forEach((step, own) -> made.add(pairs(step, own)));
    return made;
  }

  private List<List<Completion>> answers(LocalModel model, List<Row.Prompt> prompts, long step) {
    Sampling sampling = config.online().sampling(seed(step));
    IdentityHashMap<Row.Prompt, Completion[]> drawn = new IdentityHashMap<>();
    prompts.forEach(prompt -> drawn.put(prompt, new Completion[sampling.n()]));
    model.generate(
        prompts,
        sampling,
        answer -> {
          Completion[] own = drawn.get(answer.prompt());
          if (own == null) {
            throw new IllegalStateException("an answer to another prompt");
          }
          own[answer.sample()] = answer;
        });
    List<List<Completion>> inOrder = new ArrayList<>();
    for (Row.Prompt prompt : prompts) {
      inOrder.add(List.of(drawn.getOrDefault(prompt, new Completion[0])));
    }
    return inOrder;
  }

  /** A prompt that comes again in another step gets other answers. */
  private long seed(long step) {
    return new SplittableRandom(config.seed() * 0x9E3779B97F4A7C15L + step).nextLong();
  }

  private OnlineStep pairs(long step, List<List<Completion>> answers) {
    OnlineFigures figures =
        new OnlineFigures(config.online().passScore(), config.online().reward() == null);
    Filter filter = config.online().filter();
    Pairing pairing = config.online().pairing();
    List<Row.Preference> rows = new ArrayList<>();
    List<List<Scored>> all = scored(answers);
    for (int i = 0; i < all.size(); i++) {
      List<Scored> scored = all.get(i);
      Filter.Outcome filtered = filter.apply(scored);
      figures.add(scored, answers.get(i).size() - scored.size(), filtered);
      Pairing.Outcome outcome = pairing.pair(filtered.eligible());
      Pairing.Pair pair = outcome.pair();
      if (pair == null) {
        figures.without(outcome.verdict());
      } else if (isFit(pair.row())) {
        figures.paired(pair);
        rows.add(pair.row());
      } else {
        figures.unfit();
      }
    }
    return new OnlineStep(step, rows, List.of(), figures.all());
  }

  /** The answers that can get a score, with it. */
  private List<List<Scored>> scored(List<List<Completion>> answers) {
    List<List<Completion>> fit =
        answers.stream()
            .map(own -> own.stream().filter(each -> scorer.refusal(each).isEmpty()).toList())
            .toList();
    List<Completion> all = fit.stream().flatMap(List::stream).toList();
    List<Double> scores = scorer.score(all);
    if (scores.size() != all.size()) {
      throw new IllegalStateException(
          all.size() + " answers, but the scorer gave " + scores.size() + " scores");
    }
    List<List<Scored>> result = new ArrayList<>();
    int next = 0;
    for (List<Completion> own : fit) {
      List<Scored> scored = new ArrayList<>();
      for (Completion answer : own) {
        scored.add(new Scored(answer, scores.get(next++)));
      }
      result.add(scored);
    }
    return result;
  }

  private boolean isFit(Row.Preference pair) {
    if (!(encoder.encode(pair) instanceof Outcome.Used)) {
      return false;
    }
    try {
      return !examples(List.of(pair)).isEmpty();
    } catch (DataException e) {
      return false;
    }
  }

  /**
   * The examples of pairs that are fit, in their order.
   *
   * @throws DataException with every pair that cannot be compared
   */
  List<Example> examples(List<Row.Preference> pairs) {
    List<EncodedAnswers> encoded = new ArrayList<>();
    for (Row.Preference pair : pairs) {
      if (!(encoder.encode(pair) instanceof Outcome.Used used)) {
        throw new IllegalStateException(pair.source() + " was fit when it was made");
      }
      encoded.add((EncodedAnswers) used.row());
    }
    return Examples.of(encoded, config.loss().needs(), config.formatMask(), config.offsetAlpha());
  }
}
