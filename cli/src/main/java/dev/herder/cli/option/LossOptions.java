package dev.herder.cli.option;

import picocli.CommandLine.Option;

/** Which tokens are learned: one of three flags, all for the setting {@code loss-on}. */
public final class LossOptions {
  @ConfigKey(value = "loss-on", means = "completion")
  @Option(names = "--completion-only-loss", description = "Learn the answers to prompts.")
  boolean completionOnlyLoss;

  @ConfigKey(value = "loss-on", means = "assistant")
  @Option(names = "--assistant-only-loss", description = "Learn every turn of the assistant.")
  boolean assistantOnlyLoss;

  @ConfigKey(value = "loss-on", means = "all")
  @Option(names = "--all-tokens-loss", description = "Learn every token.")
  boolean allTokensLoss;
}
