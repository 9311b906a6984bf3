package dev.herder.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that run rounds. */
@Command(
    name = "round",
    description = "Run rounds of fine-tuning, sampling, selection and DPO from one recipe.",
    footer = {
      "  herder round new --out recipe.yaml --model llama --data train.jsonl --prompts prompts.jsonl",
      "  herder round run examples/quickstart.yaml",
      "  herder round plan examples/quickstart.yaml",
    },
    subcommands = {
      RoundNewCommand.class,
      RoundRunCommand.class,
      RoundPlanCommand.class,
      RoundReportCommand.class,
    })
public final class RoundCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
