package dev.herder.engine.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Session;
import dev.herder.engine.model.Network;
import dev.herder.engine.model.TinyModels;
import dev.herder.engine.model.Weights;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DecoderTest {
  private static final List<int[]> PROMPTS = List.of(ids(7, 1), ids(3, 2), ids(12, 3));

  private static int[] ids(int length, long seed) {
    return new SplittableRandom(seed).ints(length, 3, 61).toArray();
  }

  private static final class Fixture implements AutoCloseable {
    final Session session = new Session(Compute.plain(1));
    final Network network;

    Fixture(boolean tied, boolean biases, boolean headNorm) {
      Weights weights =
          new Weights(
              session.manager(),
              session.kernels(),
              TinyModels.config(tied, biases, headNorm),
              session.compute().precision());
      TinyModels.fill(weights, 9);
      network =
          new Network(
              session.manager(), session.kernels(), weights, session.compute(), null, null, false);
    }

    List<Sample> generate(int wave, Sampling sampling, Set<Integer> stops) {
      List<Sample> samples = new ArrayList<>();
      new Decoder(network, wave).generate(PROMPTS, sampling, stops, () -> false, samples::add);
      samples.sort(Comparator.comparing(Sample::prompt).thenComparing(Sample::sample));
      return samples;
    }

    @Override
    public void close() {
      network.close();
      session.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"true,false,false", "false,true,true"})
  void cachedDecodingEqualsAFullPass(boolean tied, boolean biases, boolean headNorm) {
    try (Fixture f = new Fixture(tied, biases, headNorm)) {
      List<Sample> samples = f.generate(64, new Sampling(2, 1.3, 0, 1, 90, 5), Set.of());
      assertEquals(6, samples.size());
      for (Sample sample : samples) {
        int[] prompt = PROMPTS.get(sample.prompt());
        int[] row = new int[prompt.length + 90];
        boolean[] targets = new boolean[row.length];
        System.arraycopy(prompt, 0, row, 0, prompt.length);
        for (int i = 0; i < 90; i++) {
          row[prompt.length + i] = sample.ids().get(i);
          targets[prompt.length + i] = true;
        }
        PackedBatch.Builder builder = new PackedBatch.Builder();
        builder.add(-1, row, targets);
        double sum = 0;
        for (float p : f.network.logProbs(builder.build()).logProbs()) {
          sum += p;
        }
        assertEquals(sum, sample.logProb(), 1e-2 * Math.abs(sum) / 100);
        assertEquals(FinishReason.LENGTH, sample.finishReason());
      }
    }
  }

  @Test
  void sampleDoesNotDependOnItsNeighbours() {
    try (Fixture f = new Fixture(true, false, false)) {
      Sampling sampling = new Sampling(4, 1, 0, 0.95, 20, 77);
      List<Sample> together = f.generate(64, sampling, Set.of(5, 17));
      List<Sample> apart = f.generate(3, sampling, Set.of(5, 17));
      assertEquals(together.size(), apart.size());
      for (int i = 0; i < together.size(); i++) {
        assertEquals(together.get(i).ids(), apart.get(i).ids());
      }
      assertTrue(together.stream().map(Sample::ids).distinct().count() > 6, "samples differ");
      assertTrue(
          together.stream().anyMatch(s -> s.finishReason() == FinishReason.STOP), "some stop");
    }
  }

  @Test
  void greedyTakesTheMostProbableToken() {
    try (Fixture f = new Fixture(true, false, false)) {
      Sample greedy = f.generate(8, Sampling.greedy(6), Set.of()).get(0);
      Sample cold = f.generate(8, new Sampling(1, 1e-4, 0, 1, 6, 3), Set.of()).get(0);
      Sample one = f.generate(8, new Sampling(1, 1, 1, 1, 6, 3), Set.of()).get(0);
      assertEquals(greedy.ids(), cold.ids());
      assertEquals(greedy.ids(), one.ids());
    }
  }

  @Test
  void listenersHearEveryTokenInOrderAndMayEndASample() {
    try (Fixture fixture = new Fixture(true, false, false)) {
      Sampling sampling = new Sampling(2, 1, 0, 1, 9, 5);
      List<Sample> plain = fixture.generate(64, sampling, Set.of());
      List<List<Integer>> heard = List.of(new ArrayList<>(), new ArrayList<>());
      List<Sample> cut = new ArrayList<>();
      new Decoder(fixture.network, 64)
          .generate(
              PROMPTS.subList(0, 1),
              sampling,
              Set.of(),
              () -> false,
              (prompt, sample, id) -> {
                heard.get(sample).add(id);
                return sample == 0 || heard.get(1).size() < 3;
              },
              cut::add);
      cut.sort(Comparator.comparing(Sample::sample));
      assertEquals(plain.get(0).ids(), cut.get(0).ids());
      assertEquals(plain.get(0).logProb(), cut.get(0).logProb(), 1e-4);
      assertEquals(plain.get(0).ids(), heard.get(0));
      assertEquals(plain.get(1).ids().subList(0, 3), heard.get(1));
      assertEquals(heard.get(1), cut.get(1).ids());
      assertEquals(FinishReason.LENGTH, cut.get(1).finishReason());
    }
  }
}
