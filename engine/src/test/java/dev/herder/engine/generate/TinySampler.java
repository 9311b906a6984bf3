package dev.herder.engine.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.generate.Sampling;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Precision;
import dev.herder.engine.machine.Session;
import dev.herder.engine.model.Adapter;
import dev.herder.engine.model.Decoding;
import dev.herder.engine.model.Network;
import dev.herder.engine.model.TinyModels;
import dev.herder.engine.model.Weights;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A tiny network with seeded weights that samples. */
final class TinySampler implements AutoCloseable {
  final Session session;
  final Network network;

  /** Whether the last call could propose tokens. */
  boolean proposes;

  /** Tokens of the last call that were proposed and taken. */
  long takenProposals;

  TinySampler(boolean tied, boolean biases, boolean headNorm) {
    this(tied, biases, headNorm, 1, false);
  }

  TinySampler(boolean tied, boolean biases, boolean headNorm, int threads, boolean adapted) {
    this(TinyModels.config(tied, biases, headNorm), Compute.plain(threads), adapted);
  }

  TinySampler(ModelConfig config, Compute compute, boolean adapted) {
    session = new Session(compute);
    Weights weights =
        new Weights(session.manager(), session.kernels(), config, session.compute().precision());
    TinyModels.fill(weights, 9);
    network =
        new Network(
            session.manager(),
            session.kernels(),
            weights,
            session.compute(),
            adapted ? adapter(config) : null,
            null,
            false);
  }

  private Adapter adapter(ModelConfig config) {
    LoraConfig spec = new LoraConfig(3, 6, EnumSet.allOf(Projection.class), false, 0);
    Adapter adapter = new Adapter(session.manager(), session.kernels(), config, spec);
    SplittableRandom random = new SplittableRandom(3);
    for (ParameterLayout.Slot slot : adapter.slots().values()) {
      TinyModels.set(adapter.values(), slot, random, 0, 0.2);
    }
    return adapter;
  }

  List<Sample> generate(List<int[]> prompts, int slots, Sampling sampling, Set<Integer> stops) {
    return generate(prompts, slots, 10_000, 512, sampling, stops);
  }

  List<Sample> generate(
      List<int[]> prompts,
      int slots,
      long pages,
      int prefillTokens,
      Sampling sampling,
      Set<Integer> stops) {
    try (Decoding decoding = new Decoding(network, 16)) {
      boolean expected = session.compute().precision() == Precision.FLOAT32;
      assertTrue(decoding.packed() || !expected, "this libtorch has oneDNN");
      Decoder decoder = new Decoder(decoding, slots, pages, prefillTokens);
      List<Sample> samples = samples(decoder, prompts, sampling, stops);
      takenProposals = decoder.takenProposals();
      proposes = decoding.mostTogether() > 1;
      return samples;
    }
  }

  /** What a decoder draws, in the order of prompts and samples. */
  static List<Sample> samples(
      Decoder decoder, List<int[]> prompts, Sampling sampling, Set<Integer> stops) {
    List<Request> requests = new ArrayList<>();
    for (int[] prompt : prompts) {
      requests.add(new Request(prompt, sampling.n(), TokenListener.NONE));
    }
    List<Sample> samples = new ArrayList<>();
    decoder.generate(requests.iterator(), sampling, stops, () -> false, samples::add);
    assertEquals(0, decoder.pagesInUse());
    samples.sort(
        Comparator.comparing((Sample s) -> requests.indexOf(s.request()))
            .thenComparing(Sample::sample));
    return samples;
  }

  /** Ids and log-probabilities to the last bit. */
  static List<List<Integer>> bits(List<Sample> samples) {
    List<List<Integer>> all = new ArrayList<>();
    for (Sample s : samples) {
      List<Integer> bits = new ArrayList<>(s.ids());
      s.logProbs().forEach(p -> bits.add(Float.floatToRawIntBits(p)));
      all.add(bits);
    }
    return all;
  }

  @Override
  public void close() {
    network.close();
    session.close();
  }
}
