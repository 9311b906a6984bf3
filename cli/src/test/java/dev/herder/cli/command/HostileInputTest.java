package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.cli.HerderRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Command lines that cannot work: each is told in words, as the user's mistake, and nothing more.
 */
class HostileInputTest {
  private static final String MODEL = "../examples/quickstart/model";
  private static final String ROWS = "../examples/quickstart/seed.jsonl";
  private static final String PROMPTS = "../examples/quickstart/prompts.jsonl";
  private static final String SFT = "sft --model " + MODEL + " --data " + ROWS + " --out @out ";
  private static final String GENERATE =
      "generate --model " + MODEL + " --prompts " + PROMPTS + " --out @out ";

  private static final String DPO = "dpo --model " + MODEL + " --data @pairs ";
  private static final String ONLINE = "dpo --model " + MODEL + " --online --out @out ";
  private static final String REWARD = "reward --model " + MODEL + " --data @pairs ";
  private static final String CHOOSE =
      "rejection-sample --model " + MODEL + " --out @out --k 2 --max-new-tokens 2 ";

  private static final String ASK = " --endpoint http://127.0.0.1:1 --endpoint-model x";

  private static final String TAKE =
      "rejection-sample --answers @answers --prompts @asked --out @out --verifier length:9 ";

  private static final String RECIPE = "round plan @real.yaml ";
  private static final String EVAL = "eval --suite ifeval --prompts @items --responses @answers ";

  /** Command lines; a word that begins with @ is a file of the test's folder, ~ is empty. */
  private static final List<String> LINES =
      List.of(
          // Files that are not there, or something else.
          "sft --model @none --data " + ROWS + " --out @out",
          "sft --model @text --data " + ROWS + " --out @out",
          "sft --model @folder --data " + ROWS + " --out @out",
          "sft --model @no-config --data " + ROWS + " --out @out",
          "sft --model @bad-config --data " + ROWS + " --out @out",
          "sft --model @empty-config --data " + ROWS + " --out @out",
          "sft --model ~ --data " + ROWS + " --out @out",
          "sft --model " + MODEL + " --data @none --out @out",
          "sft --model " + MODEL + " --data @folder --out @out",
          "sft --model " + MODEL + " --data @empty --out @out",
          "sft --model " + MODEL + " --data @binary --out @out",
          "sft --model " + MODEL + " --data ~ --out @out",
          "sft --model " + MODEL + " --data " + ROWS + " --out @text",
          "sft --model " + MODEL + " --data " + ROWS + " --out ~",
          "sft --model " + MODEL + " --data " + ROWS + " --out @text/below",
          "sft --model " + MODEL + " --data " + ROWS + " --out @out --eval-data @none",
          "sft --model " + MODEL + " --data " + PROMPTS + " --out @out",
          // Values of the wrong kind or out of range.
          SFT + "--learning-rate fast",
          SFT + "--learning-rate NaN",
          SFT + "--learning-rate Infinity",
          SFT + "--learning-rate 1e999",
          SFT + "--learning-rate 0",
          SFT + "--learning-rate -1",
          SFT + "--learning-rate ~",
          SFT + "--batch-size 0",
          SFT + "--batch-size -3",
          SFT + "--batch-size 1.5",
          SFT + "--batch-size 99999999999999999999",
          SFT + "--max-length 1",
          SFT + "--max-length -1",
          SFT + "--max-length 3",
          SFT + "--max-steps 0",
          SFT + "--max-steps -2",
          SFT + "--num-train-epochs 0",
          SFT + "--num-train-epochs -1",
          SFT + "--num-train-epochs 1e18",
          SFT + "--num-train-epochs Infinity",
          "sft --model " + MODEL + " --data @long --out @out",
          "sft --model " + MODEL + " --data @long --out @out --overlong drop",
          "reward --model " + MODEL + " --data @long-pairs --out @out",
          "dpo --model " + MODEL + " --data @long-pairs --out @out",
          SFT + "--warmup-ratio 2",
          SFT + "--warmup-steps -1",
          SFT + "--weight-decay -1",
          SFT + "--max-grad-norm -1",
          SFT + "--adam-beta1 1",
          SFT + "--adam-beta2 -0.1",
          SFT + "--adam-epsilon 0",
          SFT + "--lora-r -1",
          SFT + "--lora-r 4 --lora-alpha -1",
          SFT + "--lora-r 4 --lora-target-modules nothing",
          SFT + "--lora-r 4 --lora-target-modules ~",
          SFT + "--lr-scheduler-type polynomial",
          SFT + "--lr-scheduler-type ~",
          SFT + "--overlong perhaps",
          SFT + "--save-steps -1",
          SFT + "--save-total-limit 0",
          SFT + "--eval-steps -1",
          SFT + "--dtype float16",
          SFT + "--dtype ~",
          SFT + "--device tpu",
          SFT + "--device cuda:x",
          SFT + "--threads -1",
          SFT + "--threads many",
          SFT + "--seed x",
          SFT + "--micro-batch-tokens -1",
          // The command line itself.
          "",
          "sfd",
          "sft",
          SFT + "--learning-rat 1",
          SFT + "--learning-rate",
          SFT + "--seed 1 --seed 2",
          SFT + "--learning-rate 1 --learning-rate 2",
          SFT + "--model x",
          SFT + "--config @unknown.yaml --config @unknown.yaml",
          SFT + "--completion-only-loss --all-tokens-loss",
          SFT + "stray",
          SFT + "--set learning-rate",
          SFT + "--set =1",
          SFT + "--set ~",
          SFT + "--set no-such-key=1",
          SFT + "--set learning-rate=x",
          SFT + "--config @none",
          SFT + "--config @folder",
          SFT + "--config @broken.yaml",
          SFT + "--config @unknown.yaml",
          SFT + "--config @twice.yaml",
          SFT + "--config @list.yaml",
          SFT + "--config @binary",
          "dpo --model " + MODEL + " --data " + ROWS + " --out @out",
          "dpo --model " + MODEL + " --data @pairs --out @out --reference @none",
          "dpo --model " + MODEL + " --data @pairs --out @out --beta -1",
          "dpo --model " + MODEL + " --data @pairs --out @out --loss-type magic",
          // Told before any row is read, or not passed over in silence.
          "sft --model " + MODEL + " --data @none --out " + MODEL,
          "sft --model " + MODEL + " --data @none --out @downloaded",
          "sft --model @no-weights --data @none --out @out",
          "sft --model " + MODEL + " --data @none --out @dangling",
          "sft --model " + MODEL + " --data @none --out /proc/out",
          "sft --model " + MODEL + " --data @label --out @out --lora-alpha 8",
          SFT + "--lora-r 65537",
          SFT + "--lora-r 2147483647",
          SFT + "--lora-target-modules q_proj",
          SFT + "--threads 1025",
          SFT + "--learning-rate 1000",
          SFT + "--eval-steps 5",
          SFT + "--overlong drop --max-length 4",
          "sft --model "
              + MODEL
              + " --data @pairs --eval-data @weak --out @out --overlong drop"
              + " --max-length 6",
          DPO + "--out " + MODEL,
          DPO + "--out @out --reference-cache @text",
          DPO + "--out @out --reference @no-weights",
          DPO + "--out @out --completion-only-loss",
          DPO + "--out @out --label-smoothing 0.5",
          DPO + "--out @out --simpo-gamma 1",
          DPO + "--out @out --discopop-tau 1",
          DPO + "--out @out --desirable-weight 2",
          DPO + "--out @out --reference-mixup-alpha 0.5",
          DPO + "--out @out --k 8",
          DPO + "--out @out --temperature 0.5",
          DPO + "--out @out --online",
          ONLINE + "--prompts @pairs --verifier gsm8k",
          ONLINE + "--prompts @pairs --verifier exact",
          ONLINE + "--prompts @pairs --verifier math",
          ONLINE + "--prompts @pairs --verifier regex",
          ONLINE + "--prompts @pairs --verifier json-schema",
          ONLINE + "--prompts @pairs --verifier ifeval",
          ONLINE + "--prompts @pairs --verifier 0.5*gsm8k+0.5*length:20",
          ONLINE + "--prompts " + PROMPTS + " --verifier gsm8k --temperature 0",
          ONLINE + "--prompts " + PROMPTS + " --reward " + MODEL,
          REWARD + "--out " + MODEL,
          REWARD + "--out @out --score-head @none",
          REWARD + "--out @out --score-head " + MODEL + "/model.safetensors",
          REWARD + "--out @out --ensemble " + MODEL,
          REWARD + "--out @out --completion-only-loss",
          REWARD + "--out @out --eval-data @weak --quiet",
          "reward --model " + MODEL + " --data @weak --out @out",
          "logprobs --model " + MODEL + " --data @pairs --out @pairs",
          "sft --model " + MODEL + " --data @bad-label --out @out",
          "sft --model @broken-template --data " + ROWS + " --out @out",
          "init --config " + MODEL + "/config.json --out " + MODEL,
          "merge " + MODEL + " --out @out",
          "merge " + MODEL + " " + MODEL + " " + MODEL + " --out @out",
          "average " + MODEL + " --out @downloaded",
          // Sampling.
          GENERATE + "--n 0",
          GENERATE + "--n 2000000000",
          GENERATE + "--temperature 1e400",
          GENERATE + "--min-p -1",
          GENERATE + "--repetition-penalty 0",
          GENERATE + "--stop ~",
          GENERATE + "--kv-cache-memory -1",
          "generate --model " + MODEL + " --prompts @asked --out @asked --overwrite",
          "generate --model " + MODEL + " --prompts " + PROMPTS + " --out /dev/null",
          GENERATE + "--temperature -1",
          GENERATE + "--temperature NaN",
          GENERATE + "--top-p 0",
          GENERATE + "--top-p 2",
          GENERATE + "--top-k -1",
          GENERATE + "--max-new-tokens 0",
          "generate --model " + MODEL + " --prompts " + PROMPTS + " --out @folder",
          "generate --model " + MODEL + " --prompts " + PROMPTS + " --out @text",
          "generate --model " + MODEL + " --prompts @empty --out @out",
          "generate --model @none --prompts " + PROMPTS + " --out @out",
          "generate --model " + MODEL + " --prompts " + PROMPTS + " --out /",
          "generate --model " + MODEL + " --prompts " + PROMPTS + " --out @rows.gz",
          "generate --model " + MODEL + " --prompts @long --out @rows --max-new-tokens 2",
          CHOOSE + "--prompts @long --verifier length:9",
          "rejection-sample --model " + MODEL + " --prompts " + PROMPTS + " --out @out",
          "rejection-sample --model "
              + MODEL
              + " --prompts "
              + PROMPTS
              + " --out @out --verifier x",
          "rejection-sample --model "
              + MODEL
              + " --prompts "
              + PROMPTS
              + " --out @out --verifier regex:(",
          "rejection-sample --model "
              + MODEL
              + " --prompts "
              + PROMPTS
              + " --out @out --verifier gsm8k --keep worst",
          "rejection-sample --model "
              + MODEL
              + " --prompts "
              + PROMPTS
              + " --out @text --verifier gsm8k",
          "rejection-sample --model " + MODEL + " --prompts @none --out @out --verifier gsm8k",
          "rejection-sample --model "
              + MODEL
              + " --prompts "
              + PROMPTS
              + " --out @out --verifier gsm8k --k 0",
          CHOOSE + "--prompts @asked --verifier gsm8k",
          CHOOSE + "--prompts " + PROMPTS + " --verifier gsm8k --keep best-above:NaN",
          CHOOSE + "--prompts " + PROMPTS + " --verifier gsm8k --keep top:0",
          CHOOSE + "--prompts " + PROMPTS + " --verifier gsm8k --set near-duplicates=2",
          CHOOSE + "--prompts " + PROMPTS + " --verifier gsm8k --set min-gap=-1",
          CHOOSE + "--prompts " + PROMPTS + " --verifier gsm8k --set min-gap=.nan",
          CHOOSE + "--prompts " + PROMPTS + " --verifier gsm8k --set pass-score=.nan",
          CHOOSE + "--prompts " + PROMPTS + " --verifier gsm8k --reward " + MODEL,
          CHOOSE + "--prompts " + PROMPTS + " --verifier gsm8k --answers @asked",
          TAKE + "--temperature 0.3",
          TAKE + "--top-k 3",
          TAKE + "--top-p 0.9",
          TAKE + "--min-p 0.1",
          TAKE + "--repetition-penalty 1.1",
          TAKE + "--stop x",
          TAKE + "--max-new-tokens 9",
          TAKE + "--kv-cache-memory 9",
          TAKE + "--sampler-dtype int8",
          TAKE + "--steering @text",
          // Told before anything is written, and not with the advice to delete one's own file.
          TAKE + "--k 2",
          "rejection-sample --answers @none --prompts @asked --out @out --verifier length:9",
          "rejection-sample --answers @folder --prompts @asked --out @out --verifier length:9",
          "rejection-sample --answers @empty --prompts @asked --out @out --verifier length:9",
          CHOOSE + "--prompts " + PROMPTS + " --verifier gsm8k --steering @empty",
          CHOOSE + "--prompts " + PROMPTS + " --verifier gsm8k --set keep-steering=true",
          "score --verifier gsm8k --data @binary --out @out",
          "score --verifier gsm8k --data /dev/null --out @out",
          "score --verifier gsm8k --data @long --out @rows",
          "score --verifier gsm8k --data @label --out @rows.gz",
          "logprobs --model " + MODEL + " --data @pairs --out @rows.gz",
          "data render --data @pairs --model " + MODEL + " --out @rows.gz",
          "data render --data @pairs --model " + MODEL + " --out @pairs",
          "score --verifier gsm8k --data @pairs --out @pairs --overwrite",
          "logprobs --model " + MODEL + " --data @pairs --out @pairs",
          "logprobs --model " + MODEL + " --data " + PROMPTS + " --out @out",
          "logprobs --model " + MODEL + " --data " + ROWS + " --out @folder",
          "logprobs --model " + MODEL + " --data " + ROWS + " --out @out --loss-on some",
          "chat --model @none",
          "chat --model " + MODEL + " --temperature x",
          "chat",
          // Models.
          "init --config @none --out @out",
          "init --config @folder --out @out",
          "init --config @text --out @out",
          "init --config @empty --out @out",
          "init --config " + MODEL + "/config.json --out @text",
          "init --config " + MODEL + "/config.json --out @out --seed x",
          "init --out @out",
          "merge " + MODEL + " @none --out @out",
          "merge " + MODEL + " " + MODEL + " --out @out",
          "merge @none @none --out @out",
          "merge " + MODEL + " --out @out",
          "average " + MODEL + " --out @text",
          "average " + MODEL + " @none --out @out",
          "average " + MODEL + " " + MODEL + " --out @out --weights 1",
          "average " + MODEL + " " + MODEL + " --out @out --weights 1,x",
          "average " + MODEL + " " + MODEL + " --out @out --weights 0,0",
          "average " + MODEL + " " + MODEL + " --out @out --weights NaN,1",
          "average --out @out",
          // Data.
          "data",
          "data chek",
          "data check",
          "data check @none",
          "data check @folder",
          "data check " + ROWS + " --purpose some",
          "data render --data " + ROWS + " --out @out",
          "data render --data " + ROWS + " --model @none --out @out",
          "data render --data @none --model " + MODEL + " --out @out",
          "data render --data @folder --model " + MODEL + " --out @out",
          "data render --data @empty --model " + MODEL + " --out @out",
          "data render --data " + ROWS + " --model " + MODEL + " --out @folder",
          "data render --data " + ROWS + " --model " + MODEL + " --out @out --now yesterday",
          "data render --data " + ROWS + " --chat-template @none --out @out",
          "data render --data " + ROWS + " --chat-template @folder --out @out",
          "data render --data " + ROWS + " --chat-template @broken.jinja --out @out",
          "data render --data " + ROWS + " --chat-template @binary --out @out",
          "data show-mask --data " + ROWS,
          "data show-mask --data " + ROWS + " --model " + MODEL + " --row 0",
          "data show-mask --data " + ROWS + " --model " + MODEL + " --row 999999",
          "data show-mask --data " + ROWS + " --model " + MODEL + " --rows 5-3",
          "data show-mask --data " + ROWS + " --model " + MODEL + " --max-length 1",
          "data show-mask --data @binary --model " + MODEL,
          "data dedup --data /dev/null --out @out",
          "data dedup --data @folder --out @out",
          "data mix --source /dev/null --out @out",
          "data mix --source @pairs:weight=0 --out @out",
          "data mix --out @out",
          "data decontaminate --data @pairs --out @out",
          "data clean --data @pairs --out @out --restore @pairs:999",
          "data clean --data @pairs --out @out --restore nowhere:1",
          "data dedup --data @pairs --out @out --threads 100000",
          "data ratings --data @pairs --out @out",
          "data prune --data @pairs --out @out",
          "data grade --data @pairs --model " + MODEL + " --out @out --topics one",
          "data mix --source @pairs --source @empty --out @out",
          "data mix --source @pairs:weight=NaN --out @out",
          "data mix --source @mixed/mixed.jsonl --out @mixed",
          "data grade --model @none --data @folder --out @out",
          "data grade --model @none --data /dev/null --out @out",
          "data dedup-semantic --model @none --data @none --out @out",
          "data stats",
          "data stats @none",
          "data stats @bad-rows",
          "data stats " + ROWS + " --model @text",
          // Evaluation.
          "eval",
          "eval --list stray",
          EVAL + "--out @text",
          EVAL + "--out @text/below",
          EVAL + "--out @out --require nonsense",
          EVAL + "--out @out --require ifeval.prompt_strict>=NaN",
          EVAL + "--out @out --require ifeval.prompt_strict>=30%",
          EVAL + "--out @out --require gsm8k.accuracy>=0.3",
          EVAL + "--out @out --option x",
          EVAL + "--out @out --option x=1",
          EVAL + "--out @out --max-new-tokens -3",
          EVAL + "--out @out --training-data @none",
          EVAL + "--out @out --training-data @empty",
          EVAL + "--out @out --judge @none",
          EVAL + "--out @out --judge @folder",
          EVAL + "--out @out --verifier nobody",
          EVAL + "--out @out --compare @a @b",
          "eval --suite ifeval --prompts @empty --responses @answers --out @out",
          // A pipe that nobody writes to: not waited for where it would be read twice.
          "eval --suite ifeval --prompts @pipe --responses @answers --out @out",
          "eval --suite ifeval --prompts @items --responses @pipe --out @out",
          "eval --suite ifeval --prompts @items --responses @answers --out @out --training-data @pipe",
          "score --verifier gsm8k --data @pipe --out @rows",
          "rejection-sample --answers @pipe --prompts @asked --out @out --verifier length:9",
          "synth cot --data @pipe --out @out" + ASK,
          "synth judge --data @pipe --out @out" + ASK,
          "synth self-instruct --data @pipe --out @out --count 3" + ASK,
          "data clean --data @pipe --out @out",
          "data mix --source @pipe --out @out",
          "eval --suite ifeval --prompts @none --responses @answers --out @out",
          "eval --suite ifeval --prompts ~ --responses @answers --out @out",
          "eval --suite ifeval --prompts @items --responses @empty --out @out",
          "eval --suite ifeval --prompts @items --responses @numbers --out @out",
          "eval --suite ifeval --prompts @items --responses @twice --out @out",
          "eval --suite ifeval --prompts @items --responses @pairs --out @out",
          "eval --suite ifeval --prompts @items --responses @binary --out @out",
          "eval --suite ifeval --prompts @pairs --responses @answers --out @out",
          "eval --suite ifevil --prompts @items --responses @answers --out @out",
          "eval --suite ~ --prompts @items --responses @answers --out @out",
          "eval --suite @none.jsonl --verifier exact --responses @answers --out @out",
          "eval --suite @none.jsonl --responses @answers --out @out",
          "eval --suite gsm8k --prompts @items --responses @answers --out @out",
          "eval --suite gsm8k --prompts @items --model @none --out @out",
          "eval --suite multiple-choice --prompts @items --responses @answers --out @out",
          "eval --suite perplexity --prompts @bad-rows --responses @answers --out @out",
          "eval --suite needle --prompts @items --responses @answers --out @out",
          "eval --suite safety --prompts @items --responses @answers --out @out",
          "eval --suite win-rate --prompts @items --responses @answers --out @out",
          "eval --compare @folder",
          "eval --compare @folder @none",
          "eval --compare @a,,@b @folder",
          "eval --compare @text @text",
          "eval --compare @folder @folder @folder",
          "eval --compare-scores @nan @nan",
          "eval --compare-scores @pairs @pairs",
          "eval --compare-scores @empty @empty",
          "eval --compare-scores @none @none",
          // Rounds.
          "round",
          "round run",
          "round run @none",
          "round run @folder",
          "round run @empty",
          "round run @broken.yaml",
          "round run @unknown.yaml",
          "round run @binary",
          "round plan @recipe.yaml",
          RECIPE + "--set held-out.fraction=0.5 --set held-out.file=@items",
          RECIPE + "--set rounds=0",
          RECIPE + "--set rounds=many",
          RECIPE + "--set seed=1.5",
          RECIPE + "--set verifier=nobody",
          RECIPE + "--set sampling=7",
          RECIPE + "--set sampling.temperature=.nan",
          RECIPE + "--set sampling.k=99999999999",
          RECIPE + "--set selection.pass-score=.nan",
          RECIPE + "--set selection.min-gap=.nan",
          RECIPE + "--set mixing.kept-epochs=.nan",
          RECIPE + "--set mixing.data-epochs=.inf",
          RECIPE + "--set mixing.capability-epochs.maths=.nan",
          RECIPE + "--set curriculum.min-pass-rate=.nan",
          RECIPE + "--set gate.level=.nan",
          RECIPE + "--set gate=significant",
          RECIPE + "--set sft.learning-rate=.nan",
          RECIPE + "--set sft=none",
          RECIPE + "--set dpo.bata=1",
          RECIPE + "--set data=@none",
          RECIPE + "--set prompts=@none",
          RECIPE + "--set held-out.fraction=1",
          RECIPE + "--set model=@none",
          "round run @real.yaml --set out=@text",
          "round report @real.yaml --set prompts=@none",
          RECIPE + "--set preferences=@none",
          RECIPE + "--set evaluation=gsm8k",
          RECIPE + "--set evaluation=[{\"suite\":\"nobody\"}]",
          RECIPE + "--set evaluation=[{\"suite\":\"gsm8k\",\"prompts\":[\"none\"]}]",
          RECIPE + "--set evaluation=[{\"suite\":\"gsm8k\",\"promts\":[\"none\"]}]",
          "round report @none",
          "round new",
          "round new --out @folder",
          "round new --out @text",
          "completion",
          "completion fish",
          "data check @zstd",
          "data check @zip",
          "doctor --dtype int4",
          "doctor --device cuda:99",
          "doctor --threads -1",
          "doctor --set no-such-key=1",
          "doctor --config @none",
          "doctor --device nowhere stray");

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException, InterruptedException {
    assertEquals(
        0, new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor());
    Files.createDirectory(folder.resolve("folder"));
    Files.writeString(folder.resolve("folder/file"), "x");
    Files.writeString(folder.resolve("text"), "just text\n");
    Files.writeString(folder.resolve("empty"), "");
    Files.write(folder.resolve("binary"), new byte[] {0, (byte) 0xff, (byte) 0xfe, 7, 10, 1});
    Files.write(folder.resolve("zstd"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1, 2});
    Files.writeString(folder.resolve("zip"), "PK\u0003\u0004 and more");
    Files.writeString(folder.resolve("bad-rows"), "{\"text\":1}\n");
    Files.writeString(
        folder.resolve("pairs"), "{\"prompt\":\"q\",\"chosen\":\"a\",\"rejected\":\"b\"}\n");
    String many = "1+2= ".repeat(200);
    Files.writeString(
        folder.resolve("long"), "{\"prompt\":\"" + many + "\",\"completion\":\"3\"}\n");
    Files.writeString(
        folder.resolve("long-pairs"),
        "{\"prompt\":\"" + many + "\",\"chosen\":\"3\",\"rejected\":\"4\"}\n");
    Files.writeString(folder.resolve("asked"), "{\"prompt\":\"1+1=\"}\n");
    Files.createDirectory(folder.resolve("mixed"));
    Files.copy(folder.resolve("pairs"), folder.resolve("mixed/mixed.jsonl"));
    Files.writeString(
        folder.resolve("items"),
        "{\"key\":1,\"prompt\":\"p\",\"instruction_id_list\":[\"punctuation:no_comma\"],\"kwargs\":[{}]}\n");
    Files.writeString(folder.resolve("answers"), "{\"prompt\":\"p\",\"response\":\"r\"}\n");
    Files.writeString(folder.resolve("numbers"), "{\"prompt\":\"p\",\"response\":7}\n");
    Files.writeString(folder.resolve("twice"), "{\"prompt\":\"p\",\"response\":\"r\"}\n".repeat(2));
    Files.writeString(folder.resolve("nan"), "{\"prompt\":\"p\",\"score\":NaN}\n".repeat(3));
    Files.writeString(folder.resolve("broken.yaml"), "a: [1\nb: }\n");
    Files.writeString(folder.resolve("unknown.yaml"), "learnin-rate: 1\n");
    Files.writeString(folder.resolve("twice.yaml"), "seed: 1\nseed: 2\n");
    Files.writeString(folder.resolve("list.yaml"), "- 1\n- 2\n");
    Files.writeString(folder.resolve("broken.jinja"), "{% if %}");
    Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        model: none
        out: out
        data: [none.jsonl]
        prompts: none.jsonl
        verifier: gsm8k
        held-out: {fraction: 0.5}
        """);
    Files.writeString(
        folder.resolve("real.yaml"),
        String.join(
            "\n",
            "model: " + Path.of(MODEL).toAbsolutePath(),
            "out: out",
            "data: [bad-rows]",
            "prompts: " + Path.of(PROMPTS).toAbsolutePath(),
            "verifier: gsm8k",
            "held-out: {fraction: 0.5}",
            ""));
    Files.writeString(
        folder.resolve("weak"),
        "{\"prompt\":\"q\",\"chosen\":\"longer\",\"rejected\":\"b\",\"strength\":1}\n".repeat(2));
    Files.writeString(
        folder.resolve("label"), "{\"prompt\":\"q\",\"completion\":\"a\",\"label\":true}\n");
    Files.writeString(
        folder.resolve("bad-label"), "{\"prompt\":\"q\",\"completion\":\"a\",\"label\":false}\n");
    Files.createDirectory(folder.resolve("broken-template"));
    for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
      Files.copy(Path.of(MODEL, file), folder.resolve("broken-template").resolve(file));
    }
    Files.writeString(folder.resolve("broken-template/chat_template.jinja"), "{% for m in %}");
    Files.createDirectory(folder.resolve("downloaded"));
    Files.writeString(folder.resolve("downloaded/model.safetensors"), "x");
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nothing"));
    Files.createDirectory(folder.resolve("no-weights"));
    for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(Path.of(MODEL, file), folder.resolve("no-weights").resolve(file));
    }
    for (String name : List.of("no-config", "bad-config", "empty-config")) {
      Files.createDirectory(folder.resolve(name));
      for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
        Files.copy(Path.of(MODEL, file), folder.resolve(name).resolve(file));
      }
    }
    Files.writeString(folder.resolve("bad-config/config.json"), "{\"model_type\": \"llama\", ");
    Files.writeString(folder.resolve("empty-config/config.json"), "{}");
  }

  @TestFactory
  Stream<DynamicTest> eachIsAMistakeToldInWords() {
    return LINES.stream().map(line -> DynamicTest.dynamicTest("herder " + line, () -> check(line)));
  }

  private void check(String line) throws IOException {
    List<String> before = names();
    HerderRun run =
        line.contains("@pipe")
            // Who waits for somebody to write would wait for ever.
            ? assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> HerderRun.herder(folder, words(line)))
            : HerderRun.herder(folder, words(line));
    String said = run.err();
    assertEquals(2, run.exit(), said + run.out());
    assertFalse(said.contains("\tat "), said);
    assertFalse(said.contains("internal error"), said);
    assertFalse(said.contains("Exception"), said);
    if (!line.isEmpty() && !line.equals("data") && !line.equals("round")) {
      String told = said.lines().filter(l -> l.startsWith("herder: ")).findFirst().orElse("");
      assertTrue(told.length() > 15 && told.length() < 500, said);
      assertTrue(said.lines().count() <= 5 || told.contains(" problems in the "), said);
    }
    List<String> left = names();
    left.removeAll(before);
    assertEquals(List.of(), left, "left behind");
  }

  private String[] words(String line) {
    if (line.isEmpty()) {
      return new String[0];
    }
    return Arrays.stream(line.strip().split(" +", -1))
        .map(word -> word.equals("~") ? "" : word)
        .map(word -> word.startsWith("@") ? folder.resolve(word.substring(1)).toString() : word)
        .toArray(String[]::new);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return new ArrayList<>(files.map(f -> folder.relativize(f).toString()).toList());
    }
  }
}
