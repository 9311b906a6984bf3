package dev.herder.engine.generate;

import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** One sample on its way. */
final class Sequence {
  private static final int[] NO_IDS = {};

  final PromptPages prompt;
  final int sample;
  private final int pageTokens;
  private final int limit;
  private final RandomStream random;
  private final List<Integer> ids = new ArrayList<>();
  private final List<Float> logProbs = new ArrayList<>();
  private int[] draft = NO_IDS;
  private int[] seen;
  private int seenCount;
  private int[] pages = new int[0];
  private int filled;
  private boolean done;
  private boolean stopped;
  private boolean stopToken;

  /**
   * A sample that begins.
   *
   * @param limit its longest answer
   */
  Sequence(PromptPages prompt, int pageTokens, int limit, Sampling sampling) {
    this.prompt = prompt;
    this.pageTokens = pageTokens;
    this.limit = limit;
    sample = prompt.begin();
    int[] promptIds = prompt.request.ids();
    if (!prompt.shared()) {
      pages = prompt.given();
      filled = promptIds.length;
    }
    random = new RandomStream(sampling.seed(), promptIds, sample);
    seen =
        sampling.repetitionPenalty() == 1 ? NO_IDS : Arrays.stream(promptIds).distinct().toArray();
    seenCount = seen.length;
  }

  /** Whether its first token is still to be drawn, from the prompt's state. */
  boolean fresh() {
    return ids.isEmpty();
  }

  boolean done() {
    return done;
  }

  int lastId() {
    return ids.get(ids.size() - 1);
  }

  /** The position of the last drawn token. */
  int position() {
    return prompt.request.ids().length + ids.size() - 1;
  }

  /** Proposes the tokens after the last drawn one, at most so many and none beyond its end. */
  void propose(int most) {
    int room = Math.min(most, limit - ids.size() - 1);
    draft = room > 0 ? PromptLookup.draft(prompt.request.ids(), ids, room) : NO_IDS;
  }

  /** What was proposed and is computed together with the last drawn token. */
  int[] draft() {
    return draft;
  }

  /** The random number of the next draw, or of the one after so many proposed tokens. */
  double next(int proposed) {
    return random.at(ids.size() + proposed);
  }

  /** What the repetition penalty counts, with so many proposed tokens. */
  int[] seen(int proposed) {
    int[] all = Arrays.copyOf(seen, seenCount);
    if (seen.length == 0 || proposed == 0) {
      return all;
    }
    return IntStream.concat(Arrays.stream(all), Arrays.stream(draft, 0, proposed))
        .distinct()
        .toArray();
  }

  int[] pages() {
    return pages;
  }

  /** Tokens in its own pages. */
  int filled() {
    return filled;
  }

  /**
   * Takes its first page if a shared prompt does not end with a page, and gives its number, or -1.
   */
  int takeTailPage(PageNumbers numbers) {
    if (!prompt.shared() || prompt.rest() == 0) {
      return -1;
    }
    filled = prompt.rest();
    pages = new int[] {numbers.take()};
    return pages[0];
  }

  /** Takes the pages that its last drawn token and the proposed ones still need. */
  void makeRoom(PageNumbers numbers) {
    while (filled + draft.length >= pages.length * pageTokens) {
      pages = Arrays.copyOf(pages, pages.length + 1);
      pages[pages.length - 1] = numbers.take();
    }
  }

  /** The keys and values of the last drawn token are in the cache, and so it stays. */
  void kept() {
    filled++;
  }

  void take(int id, float logProb, Set<Integer> stops) {
    ids.add(id);
    logProbs.add(logProb);
    stopToken = stops.contains(id);
    boolean ended = !stopToken && prompt.request.listener().token(sample, id, logProb);
    stopped = stopToken || ended;
    done = stopped || ids.size() >= limit;
    if (seen.length > 0 && Arrays.stream(seen, 0, seenCount).noneMatch(s -> s == id)) {
      if (seenCount == seen.length) {
        seen = Arrays.copyOf(seen, 2 * seenCount);
      }
      seen[seenCount++] = id;
    }
  }

  Sample finished() {
    FinishReason reason = stopped ? FinishReason.STOP : FinishReason.LENGTH;
    return new Sample(prompt.request, sample, ids, logProbs, reason, stopToken);
  }

  /** Gives pages and reservation back. */
  void release(PageNumbers numbers, PageBudget budget) {
    for (int page : pages) {
      numbers.give(page);
    }
    budget.release(prompt.need.sample());
  }
}
