package dev.herder.engine.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.herder.core.generate.Sampling;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Precision;
import dev.herder.engine.machine.Processor;
import dev.herder.engine.model.TinyModels;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that are proposed change no bit of what is drawn. */
final class ProposalsTest {
  /** Samples of each prompt: with so many in flight nothing is proposed. */
  private static final int MANY = 9;

  private static final List<int[]> PROMPTS =
      List.of(
          new SplittableRandom(1).ints(9, 3, 61).toArray(),
          new SplittableRandom(2).ints(40, 3, 61).toArray(),
          new int[] {7, 8, 9, 7, 8, 9, 7, 8, 9, 7, 8, 9, 7, 8, 9, 7});

  @ParameterizedTest
  @CsvSource({
    "2,2,0,1,FLOAT32",
    "2,2,0.4,1,FLOAT32",
    "4,2,0.4,1.3,FLOAT32",
    "6,2,0.4,1,FLOAT32",
    "4,1,0.4,1,FLOAT32",
    "8,2,0.4,1,FLOAT32",
    "8,1,0,1.1,FLOAT32",
    "2,2,0.4,1,BFLOAT16",
    "6,2,0.4,1,BFLOAT16",
    "8,2,0,1.1,BFLOAT16"
  })
  void bitsAreThoseOfOneTokenAtATime(
      int heads, int keyValueHeads, double temperature, double penalty, Precision precision) {
    assumeTrue(
        precision == Precision.FLOAT32 || Processor.detect().hasBfloat16(),
        "oneDNN packs no bfloat16 for this processor");
    Compute compute = Compute.plain(2).withPrecision(precision);
    Sampling sampling = new Sampling(MANY, temperature, 0, 1, 50, 4).withRepetitionPenalty(penalty);
    try (TinySampler f =
        new TinySampler(
            TinyModels.config(true, false, false, heads, keyValueHeads, 8), compute, false)) {
      List<Sample> together = f.generate(PROMPTS, 64, sampling, Set.of());
      assertEquals(0, f.takenProposals);
      // MKL has another route for fewer than four rows of float32.
      boolean fewRows = precision == Precision.FLOAT32 && heads < 4 * keyValueHeads;
      assertTrue(f.proposes || fewRows);
      for (int slots : new int[] {1, 4}) {
        assertEquals(
            TinySampler.bits(together),
            TinySampler.bits(f.generate(PROMPTS, slots, sampling, Set.of())));
        assertTrue(!f.proposes || f.takenProposals > 30, slots + ": only " + f.takenProposals);
      }
      // A prompt with a single sample lies in that sample's pages.
      Sampling one = new Sampling(1, temperature, 0, 1, 50, 4).withRepetitionPenalty(penalty);
      List<Sample> first = together.stream().filter(s -> s.sample() == 0).toList();
      assertEquals(
          TinySampler.bits(first), TinySampler.bits(f.generate(PROMPTS, 8, one, Set.of())));
      assertEquals(
          TinySampler.bits(first), TinySampler.bits(f.generate(PROMPTS, 1, one, Set.of())));
    }
  }
}
