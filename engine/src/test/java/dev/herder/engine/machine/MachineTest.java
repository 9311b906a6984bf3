package dev.herder.engine.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.model.TinyModels;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MachineTest {
  private static final ModelConfig LARGE =
      new ModelConfig(
          "llama",
          49_152,
          576,
          1536,
          30,
          9,
          3,
          64,
          1e-5,
          true,
          false,
          false,
          false,
          false,
          new ModelConfig.Rope(10_000, new ModelConfig.Scaling.None()),
          2048,
          0.02,
          "bfloat16",
          1,
          List.of(2),
          -1);

  private static Compute choose(String flag, Machine.Wish wish, boolean small) {
    Processor processor = new Processor("p", 4, Set.of("avx2", flag), 16L << 30, 8L << 30);
    ModelConfig model = small ? TinyModels.config(true, false, false) : LARGE;
    return new Machine(processor).choose(wish, model, Machine.Use.INFERENCE, false);
  }

  @ParameterizedTest
  @CsvSource({
    "avx512f, auto, false, false, FLOAT32, no bfloat16 instructions",
    "avx512_bf16, auto, false, false, BFLOAT16, has bfloat16 instructions",
    "amx_bf16, auto, false, false, BFLOAT16, has bfloat16 instructions",
    "bf16, auto, false, false, BFLOAT16, has bfloat16 instructions",
    "avx512_bf16, auto, true, false, FLOAT32, should not depend on the processor",
    "avx512_bf16, auto, false, true, FLOAT32, this small",
    "avx512_bf16, bfloat16, true, true, BFLOAT16, as asked",
    "avx512f, bfloat16, false, false, BFLOAT16, emulates",
    "avx512_bf16, float32, false, false, FLOAT32, as asked"
  })
  void theDtypeIsTheFastestThatServes(
      String flag, String dtype, boolean measures, boolean small, Precision expected, String why) {
    Machine.Wish wish = new Machine.Wish("cpu", dtype, 0, 0);
    Compute compute = choose(flag, measures ? wish.measuring() : wish, small);
    assertEquals(expected, compute.precision());
    String reason = compute.why().getOrDefault("dtype", "");
    assertTrue(reason.contains(why), reason);
  }

  @Test
  void aSmallModelHasOneThreadAndALargeOneEveryCore() {
    Machine.Wish auto = new Machine.Wish("cpu", "auto", 0, 0);
    assertEquals(1, choose("sse", auto, true).threads());
    assertEquals(4, choose("sse", auto, false).threads());
    assertEquals(3, choose("sse", new Machine.Wish("cpu", "auto", 3, 0), true).threads());
  }

  @Test
  void whatIsComputedAtOnceIsKeptWhereItWasAskedFor() {
    Machine.Wish auto = new Machine.Wish("cpu", "auto", 0, 0);
    assertEquals(64, auto.atOnce(64).microBatchTokens());
    assertEquals(32, new Machine.Wish("cpu", "auto", 0, 32).atOnce(64).microBatchTokens());
    assertTrue(auto.measuring().atOnce(64).measures());
  }

  @Test
  void anUnknownDtypeIsRefused() {
    Machine.Wish wish = new Machine.Wish("cpu", "float16", 0, 0);
    UserError error = assertThrows(UserError.class, () -> choose("sse", wish, false));
    assertTrue(String.valueOf(error.getMessage()).contains("float16"), error.getMessage());
  }
}
