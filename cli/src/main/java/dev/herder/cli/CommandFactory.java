package dev.herder.cli;

import dev.herder.cli.console.Surroundings;
import dev.herder.cli.option.CommonOptions;
import picocli.CommandLine;

/** Makes commands, and hands them the surroundings by way of their common options. */
record CommandFactory(Surroundings surroundings) implements CommandLine.IFactory {
  @Override
  public <K> K create(Class<K> type) throws Exception {
    return type == CommonOptions.class
        ? type.cast(new CommonOptions(surroundings))
        : CommandLine.defaultFactory().create(type);
  }
}
