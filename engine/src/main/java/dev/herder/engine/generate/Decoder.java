package dev.herder.engine.generate;

import dev.herder.core.generate.Sampling;
import dev.herder.engine.model.Decoding;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Samples continuations of prompts, many sequences at a time.
 *
 * <p>A prompt is computed once for all its samples. A sample begins when a slot and the pages of
 * its longest answer are free, so that no sample ever has to give way; when one ends, its slot is
 * taken by the next at once. Requests are taken one by one as slots become free.
 *
 * <p>On a processor with several cores, several requests are shared among lanes, one thread each,
 * which share the weights and nothing else, so that none waits for another after each operation. A
 * single request has every core for each of its operations. One thread at a time may use a decoder.
 *
 * <p>Where few sequences are in flight, what may come next is {@linkplain PromptLookup proposed}
 * and computed together with the last token of each: a proposal that is then drawn costs no step of
 * its own. What is drawn is, bit for bit, what would have been drawn without.
 */
public final class Decoder {
  private final Lane whole;
  private final List<Lane> lanes = new ArrayList<>();
  private final ThreadCounts threads;

  /**
   * A decoder with one lane.
   *
   * @param slots sequences in flight at most
   * @param pages pages of the cache
   */
  Decoder(DecodingModel model, int slots, long pages) {
    this(List.of(model), ThreadCounts.of(1), slots, pages);
  }

  /**
   * A decoder.
   *
   * @param models one for each lane
   * @param threads what the lanes' operations may use
   * @param slots sequences in flight at most
   * @param pages pages of the cache
   */
  Decoder(List<? extends DecodingModel> models, ThreadCounts threads, int slots, long pages) {
    this.threads = threads;
    whole = new Lane(models.get(0), slots, pages);
    int count = Math.min(models.size(), slots);
    for (int i = 0; count > 1 && i < count; i++) {
      int share = slots / count + (i < slots % count ? 1 : 0);
      lanes.add(new Lane(models.get(i), share, pages / count));
    }
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
    this(
        decoding.lanes().stream().map(lane -> new NetworkModel(lane, prefillTokens)).toList(),
        new ThreadCounts(decoding.threadCounts()),
        slots,
        pages);
  }

  /**
   * Samples continuations. {@code sampling.n()} is not used: each request has its own number.
   *
   * @param requests taken when there is room for them, by one thread at a time
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
    if (lanes.isEmpty() || !requests.hasNext()) {
      whole.run(RequestSource.of(requests), sampling, stops, stopRequested, sink);
      return;
    }
    Request first = requests.next();
    if (!requests.hasNext()) {
      alone(List.of(first), sampling, stops, stopRequested, sink);
      return;
    }
    LaneTurns turns = new LaneTurns(first, requests, lanes.size(), threads);
    new LaneCrew(lanes, turns, stopRequested, sink).run(sampling, stops);
    alone(turns.postponed(), sampling, stops, stopRequested, sink);
  }

  /** One after another if they are large, with all pages and all cores. */
  private void alone(
      List<Request> requests,
      Sampling sampling,
      Set<Integer> stops,
      BooleanSupplier stopRequested,
      Consumer<Sample> sink) {
    whole.run(RequestSource.of(requests.iterator()), sampling, stops, stopRequested, sink);
  }

  /** Whether a request fits into the cache when it is alone. */
  public boolean fits(int promptTokenCount, int maxNewTokens) {
    return whole.fits(promptTokenCount, maxNewTokens);
  }

  /** Tokens of the longest prompt with its answer that the model was made for. */
  public int contextTokens() {
    return whole.contextTokens();
  }

  /** Tokens of prompts computed so far. */
  public long promptTokens() {
    return sum(Lane::promptTokens);
  }

  /**
   * Tokens of samples computed so far. The last token of a sample is drawn but never computed, so N
   * tokens count N - 1.
   */
  public long sampleTokens() {
    return sum(Lane::sampleTokens);
  }

  /** Tokens that were proposed and then drawn, so that their successors were drawn with them. */
  long takenProposals() {
    return sum(Lane::takenProposals);
  }

  /** The most pages that were reserved at a time; with several lanes the sum of their most. */
  public long peakPages() {
    return Math.max(whole.peakPages(), sum(Lane::peakPages) - whole.peakPages());
  }

  /** Pages that are reserved now: none between two calls. */
  long reservedPages() {
    return sum(Lane::reservedPages);
  }

  /** Pages that hold something now: none between two calls. */
  int pagesInUse() {
    return (int) sum(Lane::pagesInUse);
  }

  private long sum(ToLongFunction<Lane> figure) {
    return figure.applyAsLong(whole) + lanes.stream().mapToLong(figure).sum();
  }
}
