package dev.herder.engine.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Precision;
import dev.herder.engine.machine.Processor;
import dev.herder.engine.model.Decoding;
import dev.herder.engine.model.TinyModels;
import java.util.ArrayList;
import java.util.Arrays;
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

  @ParameterizedTest
  @CsvSource({"true,false,false,false", "false,true,true,false", "true,false,false,true"})
  void cachedDecodingEqualsAFullPass(
      boolean tied, boolean biases, boolean headNorm, boolean adapted) {
    try (TinySampler f = new TinySampler(tied, biases, headNorm, 1, adapted)) {
      List<Sample> samples = f.generate(PROMPTS, 64, new Sampling(6, 1.3, 0, 1, 90, 5), Set.of());
      assertEquals(18, samples.size());
      for (Sample sample : samples) {
        float[] whole = f.network.logProbs(row(sample)).logProbs();
        for (int i = 0; i < whole.length; i++) {
          assertEquals(whole[i], sample.logProbs().get(i), 1e-5, "token " + i);
        }
        assertEquals(FinishReason.LENGTH, sample.finishReason());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,FLOAT32", "2,FLOAT32", "3,FLOAT32", "1,BFLOAT16", "2,BFLOAT16", "3,BFLOAT16"})
  void sampleDoesNotDependOnItsNeighbours(int threads, Precision precision) {
    assumeTrue(
        precision == Precision.FLOAT32 || Processor.detect().hasBfloat16(),
        "oneDNN packs no bfloat16 for this processor");
    Sampling sampling = new Sampling(5, 1, 0, 0.95, 40, 77);
    Set<Integer> stops = Set.of(5, 17);
    Compute compute = Compute.plain(threads).withPrecision(precision);
    try (TinySampler f = new TinySampler(TinyModels.config(true, false, false), compute, false)) {
      List<int[]> many = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        many.add(ids(1 + i * 13 % 47, 50 + i));
      }
      List<Sample> all = f.generate(many, 128, 10_000, 512, sampling, stops);
      List<Sample> few = f.generate(many, 3, 10_000, 512, sampling, stops);
      List<Sample> tight = f.generate(many, 33, 19, 64, sampling, stops);
      assertEquals(TinySampler.bits(all), TinySampler.bits(few));
      assertEquals(TinySampler.bits(all), TinySampler.bits(tight));
      for (int i = 0; i < many.size(); i += 9) {
        List<Sample> alone = f.generate(List.of(many.get(i)), 128, 100, 512, sampling, stops);
        assertEquals(TinySampler.bits(all.subList(5 * i, 5 * i + 5)), TinySampler.bits(alone));
      }
      assertTrue(all.stream().map(Sample::ids).distinct().count() > 150, "samples differ");
      assertTrue(all.stream().anyMatch(s -> s.finishReason() == FinishReason.STOP), "some stop");
    }
  }

  @ParameterizedTest
  @CsvSource({"true,false,false,false", "false,true,true,false", "true,false,false,true"})
  void cachedDecodingInBfloat16IsNearAFullPass(
      boolean tied, boolean biases, boolean headNorm, boolean adapted) {
    Compute compute = Compute.plain(1).withPrecision(Precision.BFLOAT16);
    try (TinySampler f =
        new TinySampler(TinyModels.config(tied, biases, headNorm), compute, adapted)) {
      double far = 0;
      int tokens = 0;
      for (Sample sample : f.generate(PROMPTS, 64, new Sampling(6, 1.3, 0, 1, 90, 5), Set.of())) {
        float[] whole = f.network.logProbs(row(sample)).logProbs();
        for (int i = 0; i < whole.length; i++) {
          far += Math.abs(whole[i] - sample.logProbs().get(i));
          tokens++;
        }
      }
      assertTrue(far / tokens < 0.03, "on average " + far / tokens);
    }
  }

  /** The prompt with its answer, which is what is learned. */
  static PackedBatch row(Sample sample) {
    int[] prompt = sample.request().ids();
    int[] row = Arrays.copyOf(prompt, prompt.length + sample.ids().size());
    boolean[] targets = new boolean[row.length];
    Arrays.fill(targets, prompt.length, row.length, true);
    for (int i = prompt.length; i < row.length; i++) {
      row[i] = sample.ids().get(i - prompt.length);
    }
    PackedBatch.Builder builder = new PackedBatch.Builder();
    builder.add(-1, row, targets);
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({"1,0,1,0", "0.7,0,1,0", "1.5,8,1,0", "1,0,0.7,0", "1.2,0,1,0.2", "0.9,12,0.9,0.05"})
  void tokensFollowTheModelsDistribution(double temperature, int topK, double topP, double minP) {
    int draws = 6000;
    try (TinySampler f = new TinySampler(true, false, false)) {
      int[] prompt = PROMPTS.get(2);
      PackedBatch.Builder builder = new PackedBatch.Builder();
      int root = builder.add(-1, prompt, new boolean[prompt.length]);
      int vocabulary = f.network.config().vocabSize();
      for (int id = 0; id < vocabulary; id++) {
        builder.add(root, new int[] {id}, new boolean[] {true});
      }
      double[] expected =
          Filtered.of(
              f.network.logProbs(builder.build()).logProbs(), temperature, topK, topP, minP);
      Sampling sampling = new Sampling(draws, temperature, topK, topP, 1, 9).withMinP(minP);
      int[] counts = new int[vocabulary];
      for (Sample s : f.generate(List.of(prompt), 128, 100_000, 512, sampling, Set.of())) {
        counts[s.ids().get(0)]++;
      }
      double chiSquare = 0;
      int cells = 0;
      double restExpected = 0;
      double restCount = 0;
      for (int id = 0; id < vocabulary; id++) {
        double want = expected[id] * draws;
        assertTrue(want > 0 || counts[id] == 0, "token " + id + " was cut off");
        if (want >= 5) {
          chiSquare += (counts[id] - want) * (counts[id] - want) / want;
          cells++;
        } else {
          restExpected += want;
          restCount += counts[id];
        }
      }
      if (restExpected >= 5) {
        chiSquare += (restCount - restExpected) * (restCount - restExpected) / restExpected;
        cells++;
      }
      double freedom = cells - 1;
      // Wilson and Hilferty 1931: 4.5 standard deviations, about 1 in 300,000.
      double limit = 1 - 2 / (9 * freedom) + 4.5 * Math.sqrt(2 / (9 * freedom));
      assertTrue(freedom >= 2, freedom + " degrees of freedom");
      assertTrue(chiSquare < freedom * limit * limit * limit, chiSquare + " of " + freedom);
    }
  }

  @Test
  void aStopEndsTheComputingOfPrompts() {
    try (TinySampler f = new TinySampler(true, false, false);
        Decoding decoding = new Decoding(f.network, 16)) {
      Decoder decoder = new Decoder(decoding, 64, 10_000, 1);
      List<Request> requests =
          PROMPTS.stream().map(ids -> new Request(ids, 2, TokenListener.NONE)).toList();
      int[] asked = {0};
      List<Sample> samples = new ArrayList<>();
      decoder.generate(
          requests.iterator(), Sampling.greedy(5), Set.of(), () -> ++asked[0] > 2, samples::add);
      // Asked before everything, and before the second and the third prompt.
      assertEquals(3, asked[0]);
      assertEquals(List.of(), samples);
      assertEquals(PROMPTS.get(0).length + PROMPTS.get(1).length, decoder.promptTokens());
      assertEquals(0, decoder.pagesInUse());
      assertEquals(0, decoder.reservedPages());
      decoder.generate(
          requests.iterator(), Sampling.greedy(5), Set.of(), () -> false, samples::add);
      assertEquals(2 * PROMPTS.size(), samples.size());
    }
  }

  @Test
  void greedyTakesTheMostProbableToken() {
    try (TinySampler f = new TinySampler(true, false, false)) {
      Sample greedy = f.generate(PROMPTS, 8, Sampling.greedy(6), Set.of()).get(0);
      Sample cold = f.generate(PROMPTS, 8, new Sampling(1, 1e-4, 0, 1, 6, 3), Set.of()).get(0);
      Sample one = f.generate(PROMPTS, 8, new Sampling(1, 1, 1, 1, 6, 3), Set.of()).get(0);
      assertEquals(greedy.ids(), cold.ids());
      assertEquals(greedy.ids(), one.ids());
    }
  }
}
