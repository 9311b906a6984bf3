package dev.herder.engine.generate;

import dev.herder.core.RunFailure;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.model.Decoding;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Samples continuations of prompts, many sequences at a time.
 *
 * <p>A prompt is computed once for all its samples. A sample begins when a slot and the pages of
 * its longest answer are free, so that no sample ever has to give way; when one ends, its slot is
 * taken by the next at once. Requests are taken one by one as slots become free. One thread at a
 * time may use a decoder.
 */
public final class Decoder {
  private final DecodingModel model;
  private final int slots;
  private final PageBudget budget;
  private final PageNumbers promptNumbers = new PageNumbers();
  private final PageNumbers sampleNumbers = new PageNumbers();
  private final List<Sequence> live = new ArrayList<>();
  private @Nullable PromptPages beginning;
  private @Nullable Request waiting;
  private long promptTokens;
  private long sampleTokens;

  /**
   * A decoder.
   *
   * @param slots sequences in flight at most
   * @param pages pages of the cache
   */
  Decoder(DecodingModel model, int slots, long pages) {
    this.model = model;
    this.slots = slots;
    budget = new PageBudget(pages);
  }

  /**
   * A decoder for a network.
   *
   * @param decoding the network, prepared for sampling
   * @param slots sequences in flight at most
   * @param pages pages of the cache
   * @param prefillTokens tokens of prompts that are computed at once
   */
  public Decoder(Decoding decoding, int slots, long pages, int prefillTokens) {
    this(new NetworkModel(decoding, prefillTokens), slots, pages);
  }

  /**
   * Samples continuations. {@code sampling.n()} is not used: each request has its own number.
   *
   * @param requests taken when there is room for them
   * @param stops ids that end a sample
   * @param stopRequested becomes true when everything in flight should be given up
   * @param sink receives each sample when it is finished, on the calling thread
   */
  public void generate(
      Iterator<Request> requests,
      Sampling sampling,
      Set<Integer> stops,
      BooleanSupplier stopRequested,
      Consumer<Sample> sink) {
    try {
      while (!stopRequested.getAsBoolean()) {
        dropCancelled();
        List<Sequence> fresh = admit(requests, sampling, stopRequested);
        if (!fresh.stream().allMatch(s -> s.prompt.computed())) {
          return;
        }
        if (live.isEmpty() && fresh.isEmpty()) {
          if (beginning != null || requests.hasNext()) {
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
  public boolean fits(int promptTokenCount, int maxNewTokens) {
    return need(promptTokenCount, maxNewTokens).total(1) <= budget.capacity();
  }

  /** Tokens of the longest prompt with its answer that the model was made for. */
  public int contextTokens() {
    return model.contextTokens();
  }

  /** Tokens of prompts computed so far. */
  public long promptTokens() {
    return promptTokens;
  }

  /**
   * Tokens of samples computed so far. The last token of a sample is drawn but never computed, so N
   * tokens count N - 1.
   */
  public long sampleTokens() {
    return sampleTokens;
  }

  /** The most pages that were reserved at a time. */
  public long peakPages() {
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
      Iterator<Request> requests, Sampling sampling, BooleanSupplier stopRequested) {
    List<Sequence> fresh = new ArrayList<>();
    List<PromptPages> prompts = new ArrayList<>();
    while (live.size() + fresh.size() < slots) {
      PromptPages prompt = beginning;
      if (prompt == null) {
        prompt = admitPrompt(requests, sampling);
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
        promptTokens += prompt.request.ids().length;
      }
    }
    copyTails(fresh);
    return fresh;
  }

  private @Nullable PromptPages admitPrompt(Iterator<Request> requests, Sampling sampling) {
    Request request = waiting;
    while (request == null || request.cancelled()) {
      if (!requests.hasNext()) {
        waiting = null;
        return null;
      }
      request = requests.next();
    }
    PageNeed need = need(request.ids().length, sampling.maxNewTokens());
    if (need.total(1) > budget.capacity()) {
      throw new IllegalArgumentException(
          "a request needs %d pages of %d".formatted(need.total(1), budget.capacity()));
    }
    if (!budget.reserve(need.total(1))) {
      waiting = request;
      return null;
    }
    waiting = null;
    return new PromptPages(request, need, model.pageTokens(), promptNumbers);
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
    running.forEach(s -> s.makeRoom(sampleNumbers));
    model.reserve(promptNumbers.end(), sampleNumbers.end());
    Decoding.Drawn drawn =
        model.step(List.copyOf(running), fresh, promptNumbers.end(), sampleNumbers.end(), sampling);
    running.forEach(Sequence::kept);
    sampleTokens += running.size();
    for (Sequence s : fresh) {
      if (s.prompt.allBegun()) {
        s.prompt.closeBeginnings(promptNumbers);
      }
    }
    List<Sequence> now = List.copyOf(live);
    for (int i = 0; i < now.size(); i++) {
      if (Float.isNaN(drawn.logProbs()[i])) {
        throw new RunFailure(
            "the model computes numbers that are not finite; its weights are damaged, or float32"
                + " is needed (--dtype float32)");
      }
      now.get(i).take(drawn.ids()[i], drawn.logProbs()[i], stops);
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
