package dev.herder.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.cli.console.Signals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;

class TrainingOptionsTest {
  private static final String EVERY_OPTION =
      """
      --learning-rate 1e-3 --lr-scheduler-type cosine --warmup-ratio 0.02 --warmup-steps 3
      --num-train-epochs 0.5 --max-steps 6 --weight-decay 0.07 --max-grad-norm 8.5 --adam-beta1 0.9
      --adam-beta2 0.95 --adam-epsilon 1e-7 --batch-size 12 --micro-batch-tokens 13
      --gradient-checkpointing --max-length 14 --overlong drop --no-shuffle --assistant-only-loss
      --lora-r 15 --lora-alpha 16.5 --lora-target-modules q_proj,v_proj --save-steps 17
      --eval-data c.jsonl d.jsonl --eval-steps 18 --overwrite --save-total-limit 19
      """;

  @Test
  void everyOptionReachesItsSetting() {
    Probe.Ran ran = Probe.run(Signals.none(), EVERY_OPTION.strip().split("\\s+"));

    assertEquals(
        new Probe.Settings(
            List.of(Path.of("a.jsonl"), Path.of("b.jsonl")),
            42,
            null,
            null,
            1e-3,
            "cosine",
            0.02,
            3,
            0.5,
            6,
            0.07,
            8.5,
            0.9,
            0.95,
            1e-7,
            12,
            13,
            true,
            14,
            "drop",
            false,
            Probe.LossOn.ASSISTANT,
            15,
            16.5,
            List.of("q_proj", "v_proj"),
            17,
            List.of(Path.of("c.jsonl"), Path.of("d.jsonl")),
            18,
            true,
            19),
        ran.settings());
    Set<String> untested = new TreeSet<>();
    for (OptionSpec option :
        Objects.requireNonNull(ran.line().getCommandSpec().mixins().get("training")).options()) {
      ConfigKey key = GivenSetting.keyOf(option);
      if (key == null || !ran.line().getParseResult().hasMatchedOption(option)) {
        untested.add(option.longestName());
      }
    }
    assertEquals(Set.of(), untested);
  }

  @ParameterizedTest
  @CsvSource({
    "--completion-only-loss,COMPLETION",
    "--assistant-only-loss,ASSISTANT",
    "--all-tokens-loss,ALL"
  })
  void lossFlagsAreValuesOfOneSetting(String flag, Probe.LossOn expected) {
    assertEquals(expected, Probe.run(Signals.none(), flag).settings().lossOn());
  }

  @Test
  void lossFlagsExcludeEachOther() {
    assertThrows(
        MutuallyExclusiveArgsException.class,
        () -> Probe.run(Signals.none(), "--all-tokens-loss", "--completion-only-loss"));
  }

  @Test
  void negationsAndAffirmationsOfFlags() {
    Probe.Settings settings =
        Probe.run(Signals.none(), "--shuffle", "--no-gradient-checkpointing").settings();

    assertTrue(settings.shuffle());
    assertEquals(false, settings.gradientCheckpointing());
    List<String> rest = new ArrayList<>(Arrays.asList("--no-shuffle", "--gradient-checkpointing"));
    settings = Probe.run(Signals.none(), rest.toArray(String[]::new)).settings();
    assertEquals(false, settings.shuffle());
    assertEquals(true, settings.gradientCheckpointing());
  }
}
