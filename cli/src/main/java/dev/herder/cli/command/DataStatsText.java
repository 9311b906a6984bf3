package dev.herder.cli.command;

import dev.herder.core.data.DataReport;
import dev.herder.core.data.DataStats;
import dev.herder.core.data.Distribution;
import dev.herder.core.report.ConsoleTable;
import dev.herder.core.report.Histogram;
import dev.herder.engine.text.RowsInTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of {@code data stats} for people. */
final class DataStatsText {
  private static final int BAR = 40;
  private static final int BINS = 12;

  private DataStatsText() {}

  static List<String> of(DataStats stats, DataSurvey survey) {
    List<String> lines = new ArrayList<>();
    ConsoleTable files = ConsoleTable.of("file", "schema", "rows").right(2);
    for (DataReport.FileReport file : stats.report().files()) {
      file.bySchema().forEach((schema, rows) -> files.row(file.name(), schema.title(), rows));
    }
    table(lines, files);
    ConsoleTable roles = ConsoleTable.of("role", "turns").right(1);
    stats.roles().forEach(roles::row);
    if (!stats.roles().isEmpty()) {
      table(lines, roles);
    }
    lengths(lines, stats, survey);
    RowsInTokens tokens = survey.tokens();
    histogram(
        lines,
        tokens == null ? "characters" : "tokens",
        tokens == null ? survey.chars() : tokens.lengths());
    longest(lines, survey);
    survey.repeats().first().forEach(pair -> lines.add(pair.row() + " repeats " + pair.of()));
    return lines;
  }

  private static void table(List<String> lines, ConsoleTable table) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    table.plain().lines().forEach(lines::add);
  }

  private static void lengths(List<String> lines, DataStats stats, DataSurvey survey) {
    ConsoleTable table =
        ConsoleTable.of("each", "count", "mean", "min", "median", "p90", "p99", "max")
            .right(1, 2, 3, 4, 5, 6, 7);
    row(table, "turns of a chat", stats.turns());
    row(table, "characters of a prompt", stats.promptChars());
    row(table, "characters of an answer", stats.answerChars());
    RowsInTokens tokens = survey.tokens();
    if (tokens != null) {
      row(table, "tokens of a row", tokens.result().tokens());
      row(table, "learned tokens of a row", tokens.result().supervised());
    }
    table(lines, table);
  }

  private static void row(ConsoleTable table, String name, Distribution spread) {
    if (spread.count() > 0) {
      table.row(
          name,
          spread.count(),
          String.format(Locale.ROOT, "%.1f", spread.mean()),
          spread.min(),
          spread.median(),
          spread.p90(),
          spread.p99(),
          spread.max());
    }
  }

  private static void histogram(List<String> lines, String unit, List<Long> lengths) {
    double[] values = lengths.stream().mapToDouble(Long::doubleValue).toArray();
    List<Histogram.Bin> bins = Histogram.of(values, BINS).bins();
    if (bins.isEmpty()) {
      return;
    }
    long most = bins.stream().mapToLong(Histogram.Bin::count).max().orElse(1);
    ConsoleTable table = ConsoleTable.of(unit + " from", "rows", "").right(0, 1);
    for (Histogram.Bin bin : bins) {
      int bar = (int) Math.ceil((double) BAR * bin.count() / Math.max(1, most));
      table.row((long) Math.ceil(bin.from()), bin.count(), "#".repeat(bar));
    }
    table(lines, table);
  }

  private static void longest(List<String> lines, DataSurvey survey) {
    boolean counted = survey.tokens() != null;
    ConsoleTable table =
        counted
            ? ConsoleTable.of("longest rows", "characters", "tokens").right(1, 2)
            : ConsoleTable.of("longest rows", "characters").right(1);
    for (DataSurvey.Length length : survey.longest()) {
      Long tokens = length.tokens();
      if (counted && tokens != null) {
        table.row(length.row(), length.chars(), tokens);
      } else {
        table.row(length.row(), length.chars());
      }
    }
    table(lines, table);
    lines.add("");
  }
}
