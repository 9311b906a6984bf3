package dev.herder.engine.generate;

import dev.herder.core.UserError;
import dev.herder.core.data.Refusals;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers prompts with a model in this process. */
public final class LocalGenerator implements Generator {
  private final Decoder decoder;
  private final Text text;
  private final Set<Integer> stops;
  private final BooleanSupplier stopRequested;

  /**
   * Between rows and ids.
   *
   * @param encode turns a prompt into ids, up to where the answer begins
   * @param decode turns the ids of an answer, without its stop token, into text
   */
  public record Text(Function<Row.Prompt, int[]> encode, Function<int[], String> decode) {}

  /**
   * A generator.
   *
   * @param stops ids that end an answer
   * @param stopRequested becomes true when what is in flight should be given up
   */
  public LocalGenerator(
      Decoder decoder, Text text, Set<Integer> stops, BooleanSupplier stopRequested) {
    this.decoder = decoder;
    this.text = text;
    this.stops = Set.copyOf(stops);
    this.stopRequested = stopRequested;
  }

  @Override
  public void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    // A prompt that cannot be answered is told at once, not after hours.
    List<int[]> ids = new ArrayList<>(prompts.size());
    Refusals.none(prompts, prompt -> ids.add(encode(prompt, sampling)));
    Iterator<int[]> encoded = ids.iterator();
    run(prompts.iterator(), prompt -> encoded.next(), sampling, sink);
  }

  @Override
  public void require(List<Row.Prompt> prompts, Sampling sampling) {
    Refusals.none(prompts, prompt -> encode(prompt, sampling));
  }

  /**
   * Samples answers to prompts that come one by one; each is taken when there is room for it, by
   * one thread at a time, which need not be the calling one.
   *
   * @throws UserError if a prompt cannot be encoded or is too long, when it is taken
   */
  public void generate(Iterator<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    run(prompts, prompt -> encode(prompt, sampling), sampling, sink);
  }

  /**
   * Answers one prompt and shows the answer as it grows.
   *
   * @param shown receives the text piece by piece; joined they are the answer
   * @param cancelled becomes true when the answer should be given up
   * @return the answer, or nothing if it was given up
   */
  public Optional<Completion> stream(
      Row.Prompt prompt, Sampling sampling, Consumer<String> shown, BooleanSupplier cancelled) {
    StopTexts stopTexts = new StopTexts(sampling.stop(), text.decode());
    TokenListener watch = stopTexts.watch(1);
    ShownText growing = new ShownText(stopTexts, text.decode(), shown);
    Request request =
        new Request(
            encode(prompt, sampling),
            1,
            (sample, id, logProb) -> {
              boolean ended = watch.token(sample, id, logProb);
              growing.add(id, ended);
              return ended;
            });
    List<Completion> answer = new ArrayList<>();
    decoder.generate(
        List.of(request).iterator(),
        sampling,
        stops,
        () -> cancelled.getAsBoolean() || stopRequested.getAsBoolean(),
        sample -> answer.add(completion(prompt, sample, stopTexts)));
    answer.forEach(whole -> growing.end(whole.text()));
    return answer.stream().findFirst();
  }

  private void run(
      Iterator<Row.Prompt> prompts,
      Function<Row.Prompt, int[]> encode,
      Sampling sampling,
      Consumer<Completion> sink) {
    StopTexts stopTexts = new StopTexts(sampling.stop(), text.decode());
    Map<Request, Row.Prompt> rows = new ConcurrentHashMap<>();
    Map<Request, Integer> open = new ConcurrentHashMap<>();
    Iterator<Request> requests =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return prompts.hasNext();
          }

          @Override
          public Request next() {
            Row.Prompt prompt = prompts.next();
            TokenListener watch = stopTexts.watch(sampling.n());
            Request request = new Request(encode.apply(prompt), sampling.n(), watch);
            rows.put(request, prompt);
            open.put(request, sampling.n());
            return request;
          }
        };
    decoder.generate(
        requests,
        sampling,
        stops,
        stopRequested,
        sample -> {
          Row.@Nullable Prompt prompt = rows.get(sample.request());
          if (prompt == null) {
            throw new IllegalStateException("a sample of an unknown request");
          }
          if (open.merge(sample.request(), -1, Integer::sum) == 0) {
            open.remove(sample.request());
            rows.remove(sample.request());
          }
          sink.accept(completion(prompt, sample, stopTexts));
        });
  }

  private int[] encode(Row.Prompt prompt, Sampling sampling) {
    int[] ids = text.encode().apply(prompt);
    if (ids.length >= decoder.contextTokens()) {
      throw new UserError(
          "%s: the prompt has %d tokens, the model's context holds %d with the answer; shorten it"
              .formatted(prompt.source(), ids.length, decoder.contextTokens()));
    }
    if (!decoder.fits(ids.length, sampling.maxNewTokens())) {
      throw new UserError(
          "%s: the keys and values of %d prompt tokens and %d new ones do not fit into the cache;"
                  .formatted(prompt.source(), ids.length, sampling.maxNewTokens())
              + " raise --kv-cache-memory or lower --max-new-tokens");
    }
    return ids;
  }

  private Completion completion(Row.Prompt prompt, Sample sample, StopTexts stopTexts) {
    List<Integer> ids = sample.ids();
    int kept = sample.stopToken() ? ids.size() - 1 : ids.size();
    int[] answer = ids.subList(0, kept).stream().mapToInt(Integer::intValue).toArray();
    return new Completion(
        prompt,
        sample.sample(),
        stopTexts.cut(text.decode().apply(answer)),
        sample.finishReason(),
        ids.size(),
        sample.logProb());
  }
}
