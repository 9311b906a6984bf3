package dev.herder.cli.option;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of pairs that the policy makes itself; each is a key of the block {@code online}. */
public final class OnlineOptions {
  @ArgGroup(validate = false, heading = "%nOnline pairs:%n", order = 7)
  Pairs pairs = new Pairs();

  static final class Pairs {
    @ConfigKey(value = "online.enabled", means = "true")
    @Option(
        names = "--online",
        description =
            "Let the policy answer prompts, and train on its best and worst answers instead of"
                + " --data.")
    boolean online;

    @ConfigKey("online.prompts")
    @Option(names = "--prompts", paramLabel = "FILE", description = "The prompts to answer.")
    @Nullable String prompts;

    @ConfigKey("online.reward")
    @Option(
        names = "--reward",
        paramLabel = "DIR",
        description = "The reward model that scores answers, or:")
    @Nullable String reward;

    @ConfigKey("online.verifier")
    @Option(
        names = "--verifier",
        paramLabel = "NAME",
        description = "gsm8k, math, exact, regex, ifeval, json-schema, length:N, code:python.")
    @Nullable String verifier;

    @ConfigKey("online.every")
    @Option(
        names = "--online-every",
        paramLabel = "N",
        description = "Steps for which the policy makes pairs at once.")
    @Nullable String every;

    @ConfigKey("online.k")
    @Option(names = "--k", paramLabel = "K", description = "Answers to each prompt, at least 2.")
    @Nullable String k;

    @ConfigKey("online.min-gap")
    @Option(
        names = "--min-gap",
        paramLabel = "X",
        description = "The scores of a pair differ by more than this.")
    @Nullable String minGap;

    @ConfigKey("online.near-duplicates")
    @Option(
        names = "--near-duplicates",
        paramLabel = "X",
        description =
            "An answer whose runs of three words are so much the best one's is not set against it;"
                + " 1 refuses equal texts alone.")
    @Nullable String nearDuplicates;

    @ConfigKey(value = "online.drop-truncated", means = "false")
    @Option(
        names = "--keep-truncated",
        description = "Answers that ended at the maximum length may be in a pair, too.")
    boolean keepTruncated;

    @ConfigKey("online.pass-score")
    @Option(
        names = "--pass-score",
        paramLabel = "X",
        description = "The verifier's score from which an answer counts in pass_rate.")
    @Nullable String passScore;

    @ConfigKey("online.temperature")
    @Option(names = "--temperature", paramLabel = "X", description = "0 is greedy.")
    @Nullable String temperature;

    @ConfigKey("online.top-k")
    @Option(names = "--top-k", paramLabel = "N", description = "The N likeliest tokens; 0 is all.")
    @Nullable String topK;

    @ConfigKey("online.top-p")
    @Option(names = "--top-p", paramLabel = "X", description = "The likeliest tokens of mass X.")
    @Nullable String topP;

    @ConfigKey("online.min-p")
    @Option(
        names = "--min-p",
        paramLabel = "X",
        description = "Tokens at least X times as likely as the likeliest.")
    @Nullable String minP;

    @ConfigKey("online.repetition-penalty")
    @Option(
        names = "--repetition-penalty",
        paramLabel = "X",
        description = "Makes tokens that were there already less likely; 1 is none.")
    @Nullable String repetitionPenalty;

    @ConfigKey("online.stop")
    @Option(
        names = "--stop",
        paramLabel = "TEXT",
        description = "Ends an answer where it occurs; may be repeated.")
    @Nullable List<String> stop;

    @ConfigKey("online.max-new-tokens")
    @Option(names = "--max-new-tokens", paramLabel = "N", description = "Longest answer in tokens.")
    @Nullable String maxNewTokens;

    @ConfigKey("online.kv-cache-memory")
    @Option(
        names = "--kv-cache-memory",
        paramLabel = "MIB",
        description = "For keys and values of answers in progress; 0 is half of what is free.")
    @Nullable String kvCacheMemory;
  }
}
