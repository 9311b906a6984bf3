package dev.herder.engine.generate;

import dev.herder.core.RunFailure;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.model.Decoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Samples continuations of prompts, many sequences at a time, with one model on one thread.
 *
 * <p>A prompt is computed once for all its samples. A sample begins when a slot and the pages of
 * its longest answer are free, so that no sample ever has to give way; when one ends, its slot is
 * taken by the next at once. Requests are taken one by one as slots become free.
 */
final class Lane {
  private final DecodingModel model;
  private final int slots;
  private final PageBudget budget;
  private final PageNumbers promptNumbers = new PageNumbers();
  private final PageNumbers sampleNumbers = new PageNumbers();
  private final List<Sequence> live = new ArrayList<>();
  private @Nullable PromptPages beginning;
  private @Nullable Request waiting;
  private final AtomicLong promptTokens = new AtomicLong();
  private final AtomicLong sampleTokens = new AtomicLong();
  private final AtomicLong takenProposals = new AtomicLong();

  /**
   * A lane.
   *
   * @param slots sequences in flight at most
   * @param pages pages of the cache
   */
  Lane(DecodingModel model, int slots, long pages) {
    this.model = model;
    this.slots = slots;
    budget = new PageBudget(pages);
  }

  /**
   * Samples continuations. {@code sampling.n()} is not used: each request has its own number.
   *
   * @param requests taken when there is room for them
   * @param stops ids that end a sample
   * @param stopRequested becomes true when everything in flight should be given up
   * @param sink receives each sample when it is finished, on the calling thread
   */
  void run(
      RequestSource requests,
      Sampling sampling,
      Set<Integer> stops,
      BooleanSupplier stopRequested,
      Consumer<Sample> sink) {
    try {
      while (!stopRequested.getAsBoolean()) {
        dropCancelled();
        requests.step(load(0));
        List<Sequence> fresh = admit(requests, sampling, stopRequested);
        if (!fresh.stream().allMatch(s -> s.prompt.computed())) {
          return;
        }
        if (live.isEmpty() && fresh.isEmpty()) {
          if (beginning != null || waiting != null || requests.hasNext()) {
            throw new IllegalStateException("nothing runs and nothing can begin");
          }
          return;
        }
        step(fresh, sampling, stops, sink);
      }
    } finally {
      giveUp();
    }
  }

  /** Whether a request fits into the cache when it is alone. */
  boolean fits(int promptTokenCount, int maxNewTokens) {
    return need(promptTokenCount, maxNewTokens).total(1) <= budget.capacity();
  }

  /** Tokens of the longest prompt with its answer that the model was made for. */
  int contextTokens() {
    return model.contextTokens();
  }

  /** Tokens of prompts computed so far. */
  long promptTokens() {
    return promptTokens.get();
  }

  /**
   * Tokens of samples computed so far. The last token of a sample is drawn but never computed, so N
   * tokens count N - 1.
   */
  long sampleTokens() {
    return sampleTokens.get();
  }

  /** Tokens that were proposed and then drawn, so that their successors were drawn with them. */
  long takenProposals() {
    return takenProposals.get();
  }

  /** The most pages that were reserved at a time. */
  long peakPages() {
    return budget.peak();
  }

  /** Pages that are reserved now: none between two calls. */
  long reservedPages() {
    return budget.reserved();
  }

  /** Pages that hold something now: none between two calls. */
  int pagesInUse() {
    return promptNumbers.inUse() + sampleNumbers.inUse();
  }

  private PageNeed need(int promptTokenCount, int maxNewTokens) {
    int limit = Math.min(maxNewTokens, model.contextTokens() - promptTokenCount);
    return PageNeed.of(promptTokenCount, Math.max(1, limit), model.pageTokens());
  }

  /** Begins what there is room for; if a stop is requested meanwhile, some is not computed. */
  private List<Sequence> admit(
      RequestSource requests, Sampling sampling, BooleanSupplier stopRequested) {
    List<Sequence> fresh = new ArrayList<>();
    List<PromptPages> prompts = new ArrayList<>();
    while (live.size() + fresh.size() < slots) {
      PromptPages prompt = beginning;
      if (prompt == null) {
        prompt = admitPrompt(requests, sampling, fresh.size());
        if (prompt == null) {
          break;
        }
        beginning = prompt;
        prompts.add(prompt);
      } else if (!budget.reserve(prompt.need.sample())) {
        break;
      }
      int limit = limit(prompt.request, sampling);
      fresh.add(new Sequence(prompt, model.pageTokens(), limit, sampling));
      if (prompt.allBegun()) {
        beginning = null;
      }
    }
    // What was admitted is known to giveUp() before anything can fail.
    live.addAll(fresh);
    if (!prompts.isEmpty()) {
      model.reserve(promptNumbers.end(), sampleNumbers.end());
      model.prefill(prompts, stopRequested);
      for (PromptPages prompt : prompts) {
        if (!prompt.computed()) {
          return fresh;
        }
        promptTokens.addAndGet(prompt.request.ids().length);
      }
    }
    copyTails(fresh);
    return fresh;
  }

  /** Samples that were begun or will be, {@code fresh} among them. */
  private int load(int fresh) {
    PromptPages prompt = beginning;
    int unbegun = prompt == null ? 0 : prompt.request.samples() - prompt.begun();
    Request next = waiting;
    return live.size() + fresh + unbegun + (next == null ? 0 : next.samples());
  }

  /** The next request that fits into the lane's pages when it is alone. */
  private @Nullable Request nextRequest(RequestSource requests, Sampling sampling, int fresh) {
    Request request = waiting;
    while (true) {
      if (request == null || request.cancelled()) {
        waiting = null;
        request = requests.take(load(fresh));
        if (request == null) {
          return null;
        }
      } else if (fits(request.ids().length, sampling.maxNewTokens())) {
        return request;
      } else if (requests.postpone(request)) {
        request = null;
      } else {
        throw new IllegalArgumentException(
            "a prompt of %d tokens and its answer do not fit into %d pages"
                .formatted(request.ids().length, budget.capacity()));
      }
    }
  }

  private @Nullable PromptPages admitPrompt(RequestSource requests, Sampling sampling, int fresh) {
    Request request = nextRequest(requests, sampling, fresh);
    if (request == null) {
      return null;
    }
    PageNeed need = need(request.ids().length, sampling.maxNewTokens());
    if (!budget.reserve(need.total(1))) {
      waiting = request;
      return null;
    }
    waiting = null;
    return request.samples() == 1 && model.sharesNothingForOne()
        ? PromptPages.unshared(request, need, model.pageTokens(), sampleNumbers)
        : PromptPages.shared(request, need, model.pageTokens(), promptNumbers);
  }

  private int limit(Request request, Sampling sampling) {
    int room = model.contextTokens() - request.ids().length;
    return Math.max(1, Math.min(sampling.maxNewTokens(), room));
  }

  private void copyTails(List<Sequence> fresh) {
    List<Integer> from = new ArrayList<>();
    List<Integer> to = new ArrayList<>();
    for (Sequence s : fresh) {
      int page = s.takeTailPage(sampleNumbers);
      if (page >= 0) {
        from.add(s.prompt.tail());
        to.add(page);
      }
    }
    if (!to.isEmpty()) {
      model.reserve(promptNumbers.end(), sampleNumbers.end());
      model.copyTails(
          from.stream().mapToInt(Integer::intValue).toArray(),
          to.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  private void step(
      List<Sequence> fresh, Sampling sampling, Set<Integer> stops, Consumer<Sample> sink) {
    List<Sequence> running = live.subList(0, live.size() - fresh.size());
    int each = running.isEmpty() ? 0 : model.cheapTokens() / running.size() - 1;
    running.forEach(s -> s.propose(each));
    running.forEach(s -> s.makeRoom(sampleNumbers));
    closeRanks();
    model.reserve(promptNumbers.end(), sampleNumbers.end());
    Decoding.Drawn drawn =
        model.step(List.copyOf(running), fresh, promptNumbers.end(), sampleNumbers.end(), sampling);
    for (Sequence s : fresh) {
      if (s.prompt.allBegun()) {
        s.prompt.closeBeginnings(promptNumbers);
      }
    }
    List<Sequence> now = List.copyOf(live);
    int row = 0;
    for (Sequence s : now) {
      row = take(s, drawn, row, stops);
    }
    List<Sequence> finished = now.stream().filter(Sequence::done).toList();
    live.removeAll(finished);
    finished.forEach(this::release);
    for (Sequence s : finished) {
      if (!s.prompt.request.cancelled()) {
        sink.accept(s.finished());
      }
    }
  }

  /**
   * Gives a sequence what was drawn for it, up to the first token that is not what was proposed: it
   * and what came before it are what would have been drawn one by one.
   *
   * @return the row of the next sequence
   */
  private int take(Sequence s, Decoding.Drawn drawn, int first, Set<Integer> stops) {
    int[] draft = s.draft();
    for (int i = 0; i <= draft.length; i++) {
      int id = drawn.ids()[first + i];
      float logProb = drawn.logProbs()[first + i];
      if (Float.isNaN(logProb)) {
        throw new RunFailure(
            "the model computes numbers that are not finite; its weights are damaged, or float32"
                + " is needed (--dtype float32)");
      }
      if (!s.fresh()) {
        s.kept();
        sampleTokens.incrementAndGet();
      }
      s.take(id, logProb, stops);
      boolean more = i < draft.length && id == draft[i];
      if (!more || s.done() || s.prompt.request.cancelled()) {
        break;
      }
      takenProposals.incrementAndGet();
    }
    return first + draft.length + 1;
  }

  /**
   * A step computes with all pages up to the last one in use. When many sequences have ended, the
   * pages of those that are left move together.
   */
  private void closeRanks() {
    if (sampleNumbers.sparse()) {
      PageMoves moves = new PageMoves();
      live.forEach(s -> sampleNumbers.lower(s.pages(), moves));
      move(false, moves);
    }
    if (promptNumbers.sparse()) {
      PageMoves moves = new PageMoves();
      Stream.concat(live.stream().map(s -> s.prompt), Stream.ofNullable(beginning))
          .distinct()
          .forEach(prompt -> prompt.lower(promptNumbers, moves));
      move(true, moves);
    }
  }

  private void move(boolean shared, PageMoves moves) {
    if (!moves.isEmpty()) {
      model.movePages(shared, moves.from(), moves.to());
    }
  }

  private void release(Sequence s) {
    s.release(sampleNumbers, budget);
    s.prompt.release(1, promptNumbers, budget);
  }

  private void dropCancelled() {
    List<Sequence> dropped = live.stream().filter(s -> s.prompt.request.cancelled()).toList();
    live.removeAll(dropped);
    dropped.forEach(this::release);
    PromptPages prompt = beginning;
    if (prompt != null && prompt.request.cancelled()) {
      beginning = null;
      prompt.release(prompt.request.samples() - prompt.begun(), promptNumbers, budget);
    }
  }

  private void giveUp() {
    live.forEach(this::release);
    live.clear();
    PromptPages prompt = beginning;
    beginning = null;
    waiting = null;
    if (prompt != null) {
      prompt.release(prompt.request.samples() - prompt.begun(), promptNumbers, budget);
    }
  }
}
