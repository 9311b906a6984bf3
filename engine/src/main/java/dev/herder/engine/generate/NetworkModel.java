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
  public int cheapTokens() {
    return decoding.mostTogether();
  }

  @Override
  public boolean sharesNothingForOne() {
    return decoding.pagesAlike();
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
      boolean shared = prompts.get(first).shared();
      while (end < prompts.size()
          && prompts.get(end).shared() == shared
          && (end == first || tokens + prompts.get(end).request.ids().length <= prefillTokens)) {
        tokens += prompts.get(end++).request.ids().length;
      }
      pass(prompts.subList(first, end), tokens, shared);
      first = end;
    }
  }

  private void pass(List<PromptPages> prompts, int tokens, boolean shared) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    int[] slots = new int[tokens];
    int[] last = new int[prompts.size()];
    for (int i = 0; i < last.length; i++) {
      int[] ids = prompts.get(i).request.ids();
      System.arraycopy(prompts.get(i).slots(), 0, slots, builder.tokens(), ids.length);
      builder.add(-1, ids, new boolean[ids.length]);
      last[i] = builder.tokens() - 1;
    }
    List<NDArray> states =
        decoding.prefill(decoding.manager(), builder.build(), slots, last, shared);
    for (int i = 0; i < last.length; i++) {
      prompts.get(i).computed(states.get(i));
    }
  }

  @Override
  public void movePages(boolean shared, int[] from, int[] to) {
    decoding.movePages(shared, from, to);
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
      Draws draws = new Draws();
      for (Sequence s : running) {
        for (int i = 0; i <= s.draft().length; i++) {
          draws.add(draws.rows.size(), s, i);
        }
      }
      int computed = draws.rows.size();
      IdentityHashMap<PromptPages, Integer> places = new IdentityHashMap<>();
      for (Sequence s : fresh) {
        Integer place = places.get(s.prompt);
        if (place == null) {
          place = computed + places.size();
          places.put(s.prompt, place);
          states.add(s.prompt.state());
        }
        draws.add(place, s, 0);
      }
      return decoding.draw(states, ints(draws.rows), draws.u(), draws.seen, sampling);
    }
  }

  /** What is to be drawn: from which rows of the states, by which numbers, after which tokens. */
  private static final class Draws {
    private final List<Integer> rows = new ArrayList<>();
    private final List<Double> u = new ArrayList<>();
    private final List<int[]> seen = new ArrayList<>();

    void add(int row, Sequence s, int proposed) {
      rows.add(row);
      u.add(s.next(proposed));
      seen.add(s.seen(proposed));
    }

    double[] u() {
      return u.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private NDArray decode(
      NDManager scope, List<Sequence> running, int promptPages, int samplePages) {
    List<Integer> ids = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    List<PageView.Sequence> views = new ArrayList<>();
    for (Sequence s : running) {
      int[] draft = s.draft();
      for (int i = 0; i <= draft.length; i++) {
        ids.add(i == 0 ? s.lastId() : draft[i - 1]);
        positions.add(s.position() + i);
      }
      views.add(new PageView.Sequence(s.prompt.pages(), s.pages(), s.filled(), 1 + draft.length));
    }
    PageView view = new PageView(views, promptPages, samplePages);
    return decoding.decode(scope, ints(ids), ints(positions), view);
  }
}
