package dev.herder.engine.generate;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * A prompt in flight: its pages, and how many samples still refer to them. One that is not shared
 * begins in its only sample's pages and has none of its own.
 */
final class PromptPages {
  private static final int[] NO_PAGES = {};

  final Request request;
  final PageNeed need;
  private final int pageTokens;
  private final boolean shared;
  private int[] pages = NO_PAGES;
  private int[] given = NO_PAGES;
  private int tail = -1;
  private int begun;
  private int references;
  private @Nullable NDArray state;

  private PromptPages(Request request, PageNeed need, int pageTokens, boolean shared) {
    this.request = request;
    this.need = need;
    this.pageTokens = pageTokens;
    this.shared = shared;
    references = request.samples();
  }

  /** Takes the pages that the prompt's tokens fill; the budget was asked before. */
  static PromptPages shared(Request request, PageNeed need, int pageTokens, PageNumbers numbers) {
    PromptPages prompt = new PromptPages(request, need, pageTokens, true);
    if (need.prompt() > 0) {
      prompt.pages = numbers.take(need.prompt());
    }
    if (prompt.rest() > 0) {
      prompt.tail = numbers.take();
    }
    return prompt;
  }

  /**
   * The same for a prompt with one sample, which shall have the pages.
   *
   * @param numbers those of samples' pages
   */
  static PromptPages unshared(Request request, PageNeed need, int pageTokens, PageNumbers numbers) {
    PromptPages prompt = new PromptPages(request, need.unshared(), pageTokens, false);
    prompt.given = numbers.take((request.ids().length + pageTokens - 1) / pageTokens);
    return prompt;
  }

  /** Whether the prompt's pages are its own, for all its samples. */
  boolean shared() {
    return shared;
  }

  /** What its only sample begins with, if it is not shared. */
  int[] given() {
    return given;
  }

  /** Tokens beyond the whole pages. */
  int rest() {
    return request.ids().length % pageTokens;
  }

  /** The whole pages, in order; always the same array. */
  int[] pages() {
    return pages;
  }

  /** The page of the tokens beyond the whole pages while samples are still to begin, or -1. */
  int tail() {
    return tail;
  }

  /** Takes lower numbers for its pages where there are free ones. */
  void lower(PageNumbers numbers, PageMoves moves) {
    numbers.lower(pages, moves);
    if (tail >= 0) {
      int[] last = {tail};
      numbers.lower(last, moves);
      tail = last[0];
    }
  }

  /** For each token its page times the tokens of a page, plus its place there. */
  int[] slots() {
    int[] whole = shared ? pages : given;
    int[] slots = new int[request.ids().length];
    for (int i = 0; i < slots.length; i++) {
      int page = i / pageTokens < whole.length ? whole[i / pageTokens] : tail;
      slots[i] = page * pageTokens + i % pageTokens;
    }
    return slots;
  }

  /** Whether the prompt was computed. */
  boolean computed() {
    return state != null;
  }

  void computed(NDArray lastState) {
    state = lastState;
  }

  /** The residual stream of the last token. */
  NDArray state() {
    if (state == null) {
      throw new IllegalStateException("the prompt was not computed");
    }
    return state;
  }

  int begun() {
    return begun;
  }

  /** The index of the next sample to begin. */
  int begin() {
    return begun++;
  }

  /** Whether every sample began. */
  boolean allBegun() {
    return begun == request.samples();
  }

  /** Frees what only the beginning of a sample needs. */
  void closeBeginnings(PageNumbers numbers) {
    if (tail >= 0) {
      numbers.give(tail);
      tail = -1;
    }
    if (state != null) {
      state.close();
      state = null;
    }
  }

  /**
   * Takes back references; with the last one the pages are free.
   *
   * @return whether it was the last
   */
  boolean release(int count, PageNumbers numbers, PageBudget budget) {
    references -= count;
    if (references > 0) {
      return false;
    }
    closeBeginnings(numbers);
    for (int page : pages) {
      numbers.give(page);
    }
    budget.release(need.prompt());
    return true;
  }
}
