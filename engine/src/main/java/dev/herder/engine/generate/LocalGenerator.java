package dev.herder.engine.generate;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.model.Network;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Answers prompts with a model in this process. */
public final class LocalGenerator implements Generator {
  private final Decoder decoder;
  private final Function<Row.Prompt, int[]> encode;
  private final Function<int[], String> decode;
  private final Set<Integer> stops;
  private final BooleanSupplier stopRequested;

  /**
   * A generator.
   *
   * @param maxSequences answers that are sampled at the same time
   * @param encode turns a prompt into ids, up to where the answer begins
   * @param decode turns the ids of an answer, without its stop token, into text
   * @param stops ids that end an answer
   * @param stopRequested becomes true when no further answers should be begun
   */
  public LocalGenerator(
      Network network,
      int maxSequences,
      Function<Row.Prompt, int[]> encode,
      Function<int[], String> decode,
      Set<Integer> stops,
      BooleanSupplier stopRequested) {
    decoder = new Decoder(network, maxSequences);
    this.encode = encode;
    this.decode = decode;
    this.stops = Set.copyOf(stops);
    this.stopRequested = stopRequested;
  }

  @Override
  public void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    List<int[]> ids = prompts.stream().map(encode).toList();
    decoder.generate(
        ids,
        sampling,
        stops,
        stopRequested,
        sample -> sink.accept(completion(prompts.get(sample.prompt()), sample)));
  }

  private Completion completion(Row.Prompt prompt, Sample sample) {
    List<Integer> ids = sample.ids();
    int kept = sample.finishReason() == FinishReason.STOP ? ids.size() - 1 : ids.size();
    int[] text = ids.subList(0, kept).stream().mapToInt(Integer::intValue).toArray();
    return new Completion(
        prompt,
        sample.sample(),
        decode.apply(text),
        sample.finishReason(),
        ids.size(),
        sample.logProb());
  }
}
