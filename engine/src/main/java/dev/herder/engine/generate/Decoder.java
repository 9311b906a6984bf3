package dev.herder.engine.generate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.kernel.Kernels;
import dev.herder.engine.model.Network;
import dev.herder.engine.model.PrefixCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Samples continuations with a key-value cache, several prompts and all their samples at a time.
 *
 * <p>A prompt is computed once for all its samples. Sequences of a wave advance together; finished
 * ones leave the batch when a quarter of it is done.
 */
public final class Decoder {
  private static final int SUFFIX_BLOCK = 64;

  private final Network network;
  private final Kernels kernels;
  private final int maxSequences;

  /**
   * A decoder.
   *
   * @param maxSequences sequences of one wave; a prompt's samples are split over waves beyond it
   */
  public Decoder(Network network, int maxSequences) {
    this.network = network;
    this.kernels = network.kernels();
    this.maxSequences = maxSequences;
  }

  /**
   * Samples {@code sampling.n()} continuations of every prompt.
   *
   * @param prompts token ids of each prompt, at least one each
   * @param stops ids that end a sample
   * @param stopRequested becomes true when the wave in progress should be the last
   * @param sink receives each sample when it is finished
   */
  public void generate(
      List<int[]> prompts,
      Sampling sampling,
      Set<Integer> stops,
      BooleanSupplier stopRequested,
      Consumer<Sample> sink) {
    generate(prompts, sampling, stops, stopRequested, TokenListener.none(), sink);
  }

  /**
   * Samples as {@link #generate(List, Sampling, Set, BooleanSupplier, Consumer)} does and tells of
   * every token.
   *
   * @param listener hears of each token when it is drawn
   */
  public void generate(
      List<int[]> prompts,
      Sampling sampling,
      Set<Integer> stops,
      BooleanSupplier stopRequested,
      TokenListener listener,
      Consumer<Sample> sink) {
    List<Sequence> wave = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      for (int s = 0; s < sampling.n(); s++) {
        if (wave.size() == maxSequences) {
          run(wave, sampling, stops, listener, sink);
          wave = new ArrayList<>();
          if (stopRequested.getAsBoolean()) {
            return;
          }
        }
        wave.add(new Sequence(p, s, prompts.get(p), sampling.seed()));
      }
    }
    if (!wave.isEmpty()) {
      run(wave, sampling, stops, listener, sink);
    }
  }

  private void run(
      List<Sequence> wave,
      Sampling sampling,
      Set<Integer> stops,
      TokenListener listener,
      Consumer<Sample> sink) {
    try (NDManager scope = network.manager().newSubManager()) {
      PackedBatch.Builder builder = new PackedBatch.Builder();
      List<Integer> lastRows = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      int previous = -1;
      for (Sequence sequence : wave) {
        if (sequence.prompt != previous) {
          starts.add(builder.tokens());
          builder.add(-1, sequence.promptIds, new boolean[sequence.promptIds.length]);
          previous = sequence.prompt;
        }
        lastRows.add(builder.tokens() - 1);
        sequence.prefixStart = starts.get(starts.size() - 1);
      }
      PackedBatch batch = builder.build();
      PrefixCache prefix = network.prefixCache(scope, batch.tokens());
      int[] rows = lastRows.stream().mapToInt(Integer::intValue).toArray();
      try (NDArray logits = network.prefill(scope, batch, prefix, rows)) {
        draw(wave, logits, sampling, 0, stops, listener);
      }
      decode(scope, wave, sampling, stops, prefix, listener, sink);
    }
  }

  private void decode(
      NDManager scope,
      List<Sequence> wave,
      Sampling sampling,
      Set<Integer> stops,
      PrefixCache prefix,
      TokenListener listener,
      Consumer<Sample> sink) {
    List<Sequence> active = new ArrayList<>(wave);
    int room = Math.min(SUFFIX_BLOCK, sampling.maxNewTokens());
    NDManager suffixScope = scope.newSubManager();
    PrefixCache suffix = network.suffixCache(suffixScope, active.size(), room);
    for (int step = 0; ; step++) {
      boolean outOfRoom = step >= room;
      long open = active.stream().filter(s -> !s.done).count();
      if (open == 0) {
        break;
      }
      if (outOfRoom || open <= 0.75 * active.size()) {
        room = outOfRoom ? Math.min(2 * room, sampling.maxNewTokens()) : room;
        NDManager next = scope.newSubManager();
        suffix = compact(next, active, suffix, step, room);
        suffixScope.close();
        suffixScope = next;
        emit(active, sink);
        active.removeIf(s -> s.done);
      }
      int[] ids = active.stream().mapToInt(Sequence::lastId).toArray();
      int[] positions = new int[ids.length];
      for (int i = 0; i < ids.length; i++) {
        positions[i] = active.get(i).promptIds.length + step;
      }
      try (NDArray logits =
          network.decode(scope, ids, positions, prefix, suffix, groups(active), step)) {
        draw(active, logits, sampling, step + 1, stops, listener);
      }
    }
    emit(active, sink);
    suffixScope.close();
  }

  private PrefixCache compact(
      NDManager scope, List<Sequence> active, PrefixCache suffix, int filled, int room) {
    long[] kept =
        IntStream.range(0, active.size()).filter(i -> !active.get(i).done).asLongStream().toArray();
    PrefixCache fresh = network.suffixCache(scope, kept.length, room);
    try (NDArray rows = scope.create(kept)) {
      for (int layer = 0; layer < suffix.keys().size(); layer++) {
        kernels.run("move_suffix", fresh.keys().get(layer), suffix.keys().get(layer), rows, filled);
        kernels.run(
            "move_suffix", fresh.values().get(layer), suffix.values().get(layer), rows, filled);
      }
    }
    return fresh;
  }

  /** For each run of neighbours with the same prompt: prefix row, rows, first sequence, count. */
  private static int[] groups(List<Sequence> active) {
    List<Integer> groups = new ArrayList<>();
    for (int i = 0; i < active.size(); ) {
      int first = i;
      while (i < active.size() && active.get(i).prompt == active.get(first).prompt) {
        i++;
      }
      Sequence s = active.get(first);
      groups.addAll(List.of(s.prefixStart, s.promptIds.length, first, i - first));
    }
    return groups.stream().mapToInt(Integer::intValue).toArray();
  }

  private void draw(
      List<Sequence> active,
      NDArray logits,
      Sampling sampling,
      int step,
      Set<Integer> stops,
      TokenListener listener) {
    try (NDManager scope = network.manager().newSubManager()) {
      double[] u = active.stream().mapToDouble(s -> s.random.at(step)).toArray();
      List<NDArray> drawn =
          kernels.arrays(
              scope,
              "sample",
              logits,
              scope.create(u),
              sampling.temperature(),
              sampling.topK(),
              sampling.topP());
      long[] ids = drawn.get(0).toLongArray();
      float[] logProbs = drawn.get(1).toFloatArray();
      for (int i = 0; i < ids.length; i++) {
        Sequence sequence = active.get(i);
        boolean taken = sequence.take((int) ids[i], logProbs[i], stops, sampling.maxNewTokens());
        if (taken && !listener.token(sequence.prompt, sequence.sample, (int) ids[i])) {
          sequence.done = true;
        }
      }
    }
  }

  private static void emit(List<Sequence> active, Consumer<Sample> sink) {
    for (Sequence s : active) {
      if (s.done) {
        FinishReason reason = s.stopped ? FinishReason.STOP : FinishReason.LENGTH;
        sink.accept(new Sample(s.prompt, s.sample, s.ids, reason, s.logProb));
      }
    }
  }

  /** One sample on its way. */
  private static final class Sequence {
    private final int prompt;
    private final int sample;
    private final int[] promptIds;
    private final RandomStream random;
    private final List<Integer> ids = new ArrayList<>();
    private int prefixStart;
    private double logProb;
    private boolean done;
    private boolean stopped;

    Sequence(int prompt, int sample, int[] promptIds, long seed) {
      this.prompt = prompt;
      this.sample = sample;
      this.promptIds = promptIds;
      random = new RandomStream(seed, promptIds, sample);
    }

    int lastId() {
      return ids.get(ids.size() - 1);
    }

    /** Takes a token, unless the sample is finished; tells whether it did. */
    boolean take(int id, float logp, Set<Integer> stops, int limit) {
      if (done) {
        return false;
      }
      ids.add(id);
      logProb += logp;
      stopped = stops.contains(id);
      done = stopped || ids.size() >= limit;
      return true;
    }
  }
}
