package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Continuation;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.generate.Likelihoods;
import dev.herder.core.generate.Windows;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.text.ContinuationEncoder;
import dev.herder.engine.text.EncodedContinuation;
import dev.herder.engine.text.LossOn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How probable texts are under a model on this machine.
 *
 * <p>Texts that are asked one after another with the same prompt share its computation.
 */
public final class LocalLikelihoods implements Likelihoods {
  private final LocalModel model;
  private final ContinuationEncoder encoder;
  private final int longest;
  private final int batchTokens;
  private long tokens;

  public LocalLikelihoods(LocalModel model) {
    this.model = model;
    encoder = new ContinuationEncoder(model.encoder(LossOn.ALL));
    longest = model.model().config().maxPositionEmbeddings();
    batchTokens = model.model().session().compute().microBatchTokens();
  }

  /** Tokens computed so far. */
  public long tokens() {
    return tokens;
  }

  /** Segments that wait to be computed, and which text each one's targets belong to. */
  private static final class Waiting {
    final PackedBatch.Builder builder = new PackedBatch.Builder();
    final List<Integer> owners = new ArrayList<>();
  }

  @Override
  public List<Likelihood> of(List<Continuation> asked) {
    double[] sums = new double[asked.size()];
    int[] counts = new int[asked.size()];
    Waiting waiting = new Waiting();
    for (int i = 0; i < asked.size(); ) {
      int end = i + 1;
      if (asked.get(i).windows().isPresent()) {
        waiting = windows(asked, i, asked.get(i).windows().get(), waiting, sums, counts);
      } else {
        while (end < asked.size() && together(asked.get(i), asked.get(end))) {
          end++;
        }
        List<EncodedContinuation> group = encoded(asked.subList(i, end));
        waiting = fitted(waiting, size(group), sums, counts);
        add(group, i, waiting);
      }
      i = end;
    }
    compute(waiting, sums, counts);
    return IntStream.range(0, sums.length)
        .mapToObj(i -> new Likelihood(sums[i], counts[i]))
        .toList();
  }

  private static boolean together(Continuation one, Continuation other) {
    return other.windows().isEmpty() && one.prompt().equals(other.prompt());
  }

  private List<EncodedContinuation> encoded(List<Continuation> group) {
    List<EncodedContinuation> encoded = new ArrayList<>();
    for (Continuation each : group) {
      EncodedContinuation one = encoder.encode(each.prompt(), each.text());
      if (one.ids().length > longest) {
        throw tooLong(each.prompt(), one.ids().length);
      }
      encoded.add(one);
    }
    return encoded;
  }

  private UserError tooLong(Row.Prompt prompt, int length) {
    return new UserError(
        prompt.source()
            + ": "
            + length
            + " tokens with the text after it, but the model reads at most "
            + longest
            + "; shorten it or ask with fewer examples");
  }

  /** What the texts have in common, up to the first token that counts. */
  private static int shared(List<EncodedContinuation> group) {
    int[] first = group.get(0).ids();
    int shared = group.get(0).from();
    for (EncodedContinuation each : group) {
      int same = Arrays.mismatch(first, each.ids());
      shared = Math.min(Math.min(shared, each.from()), same < 0 ? shared : same);
    }
    return shared;
  }

  private static int size(List<EncodedContinuation> group) {
    int shared = group.size() == 1 ? 0 : shared(group);
    return shared + group.stream().mapToInt(each -> each.ids().length - shared).sum();
  }

  private static void add(List<EncodedContinuation> group, int first, Waiting waiting) {
    int shared = group.size() == 1 ? 0 : shared(group);
    int root = -1;
    if (shared > 0) {
      int[] prompt = Arrays.copyOf(group.get(0).ids(), shared);
      root = waiting.builder.add(-1, prompt, new boolean[shared]);
      waiting.owners.add(-1);
    }
    for (int i = 0; i < group.size(); i++) {
      int[] ids = group.get(i).ids();
      if (shared == ids.length) {
        // The only token of a text alone, which nothing precedes.
        continue;
      }
      boolean[] targets = new boolean[ids.length - shared];
      Arrays.fill(targets, group.get(i).from() - shared, targets.length, true);
      waiting.builder.add(root, Arrays.copyOfRange(ids, shared, ids.length), targets);
      waiting.owners.add(first + i);
    }
  }

  private Waiting windows(
      List<Continuation> asked,
      int index,
      Windows windows,
      Waiting before,
      double[] sums,
      int[] counts) {
    Continuation one = asked.get(index);
    if (windows.tokens() > longest) {
      throw new UserError(
          "window: "
              + windows.tokens()
              + " tokens, but the model reads at most "
              + longest
              + "; choose a smaller one");
    }
    int[] ids = encoder.encode(one.prompt(), one.text()).ids();
    Waiting waiting = before;
    int done = 0;
    for (int begin = 0; done < ids.length; begin += windows.stride()) {
      int end = Math.min(begin + windows.tokens(), ids.length);
      boolean[] targets = new boolean[end - begin];
      for (int i = Math.max(1, done - begin); i < targets.length; i++) {
        targets[i] = true;
      }
      waiting = fitted(waiting, targets.length, sums, counts);
      waiting.builder.add(-1, Arrays.copyOfRange(ids, begin, end), targets);
      waiting.owners.add(index);
      done = end;
    }
    return waiting;
  }

  /** Computes what waits if so many tokens more would be too many. */
  private Waiting fitted(Waiting waiting, int more, double[] sums, int[] counts) {
    if (waiting.builder.tokens() == 0 || waiting.builder.tokens() + more <= batchTokens) {
      return waiting;
    }
    compute(waiting, sums, counts);
    return new Waiting();
  }

  private void compute(Waiting waiting, double[] sums, int[] counts) {
    if (waiting.builder.tokens() == 0) {
      return;
    }
    PackedBatch batch = waiting.builder.build();
    if (batch.targets() == 0) {
      return;
    }
    tokens += batch.tokens();
    float[] logProbs = model.model().network().logProbs(batch).logProbs();
    for (int segment = 0; segment < waiting.owners.size(); segment++) {
      int owner = waiting.owners.get(segment);
      for (int i = batch.firstTarget(segment); owner >= 0 && i < batch.endTarget(segment); i++) {
        sums[owner] += logProbs[i];
        counts[owner]++;
      }
    }
  }
}
