package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The row numbers by which the attention of one step finds its pages; what each of them means is
 * told in {@code decode.py}.
 */
final class StepPlan {
  /** With at least so many rows to a product, a row's result does not depend on their number. */
  private static final int LEAST_ROWS = 4;

  private final PageView view;
  private final int heads;
  private final int rep;
  private final int page;
  private final int lanes;
  private final int ownLanes;
  private final int ownPages;
  private final int promptPages;
  private final int most;

  StepPlan(PageView view, int queryHeads, int heads, int page) {
    this.view = view;
    this.heads = heads;
    rep = queryHeads / heads;
    this.page = page;
    IdentityHashMap<int[], Integer> taken = new IdentityHashMap<>();
    int widest = 1;
    int ownWidest = 1;
    int longest = 1;
    for (PageView.Sequence s : view.sequences()) {
      if (s.prompt().length > 0) {
        widest = Math.max(widest, taken.merge(s.prompt(), s.tokens(), Integer::sum));
      }
      ownWidest = Math.max(ownWidest, s.tokens());
      longest = Math.max(longest, s.prompt().length + (s.filled() + s.tokens() - 1) / page + 1);
    }
    lanes = (widest + LEAST_ROWS - 1) / LEAST_ROWS * LEAST_ROWS;
    ownLanes = ownWidest;
    most = longest;
    ownPages = Math.max(view.samplePages(), PagePools.LEAST_PAGES);
    int pages = view.promptPages();
    promptPages = pages == 0 ? 0 : Math.max(pages, PagePools.LEAST_PAGES);
  }

  /** Pages of prompts that the step computes with. */
  int promptPages() {
    return promptPages;
  }

  /** Pages of samples that the step computes with. */
  int samplePages() {
    return ownPages;
  }

  /** Tokens of the samples of one prompt that are computed side by side. */
  int lanes() {
    return lanes;
  }

  /** Tokens of one sample that are computed side by side. */
  int ownLanes() {
    return ownLanes;
  }

  /** The row of a token's place in [pages, heads, page]. */
  static long row(int slot, int head, int heads, int page) {
    return ((long) (slot / page) * heads + head) * page + slot % page;
  }

  /**
   * The plan's arrays in their order.
   *
   * @param values rows from a token's keys to its values
   */
  List<NDArray> arrays(NDManager scope, long values) {
    Rows rows = new Rows(values);
    IdentityHashMap<int[], Integer> taken = new IdentityHashMap<>();
    for (PageView.Sequence s : view.sequences()) {
      int lane = taken.getOrDefault(s.prompt(), 0);
      for (int i = 0; i < s.tokens(); i++) {
        rows.add(s, i, lane + i);
      }
      taken.put(s.prompt(), lane + s.tokens());
    }
    return List.of(
        scope.create(rows.writes),
        scope.create(rows.queries),
        scope.create(rows.mask, new Shape(ownPages, 1, ownLanes, 1, page)),
        scope.create(rows.table),
        scope.create(rows.back),
        scope.create(Arrays.copyOf(rows.bag, rows.bagged)),
        scope.create(rows.offsets));
  }

  /** The arrays as they are filled, token after token. */
  private final class Rows {
    private final long values;
    private final int ownRows = ownPages * heads * ownLanes;
    private final long[] writes;
    private final long[] queries;
    private final float[] mask = new float[ownPages * ownLanes * page];
    private final long[] table;
    private final long[] back;
    private final long[] bag;
    private final long[] offsets;
    private int bagged;
    private int tokens;

    Rows(long values) {
      this.values = values;
      int rows = ownRows + promptPages * heads * lanes;
      int all = view.tokens();
      writes = new long[all * 2 * heads];
      queries = new long[rows];
      Arrays.fill(mask, Float.NEGATIVE_INFINITY);
      table = new long[all * heads * rep * most];
      Arrays.fill(table, (long) rows * rep);
      back = new long[rows * rep];
      bag = new long[all * heads * most];
      offsets = new long[all * heads];
    }

    /**
     * Adds a token.
     *
     * @param ahead how many tokens of its sequence the step computes before it
     * @param lane its place among the step's tokens of its prompt
     */
    void add(PageView.Sequence s, int ahead, int lane) {
      int filled = s.filled() + ahead;
      int pages = filled / page + 1;
      int slot = s.own()[pages - 1] * page + filled % page;
      for (int i = 0; i < pages; i++) {
        int end = i < pages - 1 ? page : filled % page + 1;
        int first = (s.own()[i] * ownLanes + ahead) * page;
        Arrays.fill(mask, first, first + end, 0f);
      }
      for (int h = 0; h < heads; h++) {
        int query = tokens * heads + h;
        long write = row(slot, h, heads, page);
        writes[2 * tokens * heads + h] = write;
        writes[(2 * tokens + 1) * heads + h] = values + write;
        offsets[query] = bagged;
        int place = 0;
        for (int number : s.prompt()) {
          link(ownRows + (number * heads + h) * lanes + lane, query, place++);
        }
        for (int i = 0; i < pages; i++) {
          link((s.own()[i] * heads + h) * ownLanes + ahead, query, place++);
        }
      }
      tokens++;
    }

    /** The rows of scores of a block row are where its query's heads look for that page. */
    private void link(int row, int query, int place) {
      queries[row] = query;
      bag[bagged++] = row;
      for (int r = 0; r < rep; r++) {
        int index = (query * rep + r) * most + place;
        table[index] = (long) row * rep + r;
        back[row * rep + r] = index;
      }
    }
  }
}
