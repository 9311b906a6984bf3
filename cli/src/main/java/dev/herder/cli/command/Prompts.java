package dev.herder.cli.command;

import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Prompts from files. */
final class Prompts {
  private Prompts() {}

  static List<Row.Prompt> read(List<Path> files) throws IOException {
    return RowReader.read(files, Purpose.PROMPTS).rows().stream()
        .map(Row.Prompt.class::cast)
        .toList();
  }
}
