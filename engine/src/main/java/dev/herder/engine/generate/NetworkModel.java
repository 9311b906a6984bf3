package dev.herder.engine.generate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.model.Decoding;
import dev.herder.engine.model.PageView;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A network as the decoder sees it. */
final class NetworkModel implements DecodingModel {
  /**
   * Tokens that a processor computes at once: enough for efficient products, and few enough that a
   * stop, which comes between two passes, is heeded within seconds.
   */
  private static final int PASS_TOKENS = 512;

  private final Decoding decoding;
  private final int prefillTokens;

  /**
   * A model.
   *
   * @param prefillTokens tokens of prompts that are computed at once at most, at least one prompt
   */
  NetworkModel(Decoding decoding, int prefillTokens) {
    boolean gpu = decoding.manager().getDevice().isGpu();
    this.decoding = decoding;
    this.prefillTokens = gpu ? prefillTokens : Math.min(PASS_TOKENS, prefillTokens);
  }

  @Override
  public int pageTokens() {
    return decoding.pageTokens();
  }

  @Override
  public int contextTokens() {
    return decoding.config().maxPositionEmbeddings();
  }

  @Override
  public void reserve(int promptPages, int samplePages) {
    decoding.reserve(promptPages, samplePages);
  }

  @Override
  public void prefill(List<PromptPages> prompts, BooleanSupplier stopRequested) {
    int first = 0;
    while (first < prompts.size() && (first == 0 || !stopRequested.getAsBoolean())) {
      int end = first;
      int tokens = 0;
      while (end < prompts.size()
          && (end == first || tokens + prompts.get(end).request.ids().length <= prefillTokens)) {
        tokens += prompts.get(end++).request.ids().length;
      }
      pass(prompts.subList(first, end), tokens);
      first = end;
    }
  }

  private void pass(List<PromptPages> prompts, int tokens) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    int[] slots = new int[tokens];
    int[] last = new int[prompts.size()];
    for (int i = 0; i < last.length; i++) {
      int[] ids = prompts.get(i).request.ids();
      System.arraycopy(prompts.get(i).slots(), 0, slots, builder.tokens(), ids.length);
      builder.add(-1, ids, new boolean[ids.length]);
      last[i] = builder.tokens() - 1;
    }
    List<NDArray> states = decoding.prefill(decoding.manager(), builder.build(), slots, last);
    for (int i = 0; i < last.length; i++) {
      prompts.get(i).computed(states.get(i));
    }
  }

  @Override
  public void copyTails(int[] from, int[] to) {
    decoding.copyPages(from, to);
  }

  @Override
  public Decoding.Drawn step(
      List<Sequence> running,
      List<Sequence> fresh,
      int promptPages,
      int samplePages,
      Sampling sampling) {
    try (NDManager scope = decoding.manager().newSubManager()) {
      List<NDArray> states = new ArrayList<>();
      if (!running.isEmpty()) {
        states.add(decode(scope, running, promptPages, samplePages));
      }
      int size = running.size() + fresh.size();
      int[] rows = new int[size];
      double[] u = new double[size];
      List<int[]> seen = new ArrayList<>();
      IdentityHashMap<PromptPages, Integer> places = new IdentityHashMap<>();
      for (int i = 0; i < size; i++) {
        boolean isFresh = i >= running.size();
        Sequence s = isFresh ? fresh.get(i - running.size()) : running.get(i);
        rows[i] = i;
        if (isFresh) {
          Integer place = places.get(s.prompt);
          if (place == null) {
            place = running.size() + places.size();
            places.put(s.prompt, place);
            states.add(s.prompt.state());
          }
          rows[i] = place;
        }
        u[i] = s.next();
        seen.add(s.seen());
      }
      return decoding.draw(states, rows, u, seen, sampling);
    }
  }

  private NDArray decode(
      NDManager scope, List<Sequence> running, int promptPages, int samplePages) {
    int[] ids = new int[running.size()];
    int[] positions = new int[ids.length];
    List<PageView.Sequence> views = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      Sequence s = running.get(i);
      ids[i] = s.lastId();
      positions[i] = s.position();
      views.add(new PageView.Sequence(s.prompt.pages(), s.pages(), s.filled()));
    }
    return decoding.decode(scope, ids, positions, new PageView(views, promptPages, samplePages));
  }
}
