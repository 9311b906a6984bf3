package dev.herder.cli.command;

import dev.herder.core.data.DataStats;
import dev.herder.core.data.Distribution;
import dev.herder.core.data.Repeats;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.engine.text.Outcome;
import dev.herder.engine.text.RowsInTokens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code data stats} gathers beside the counts of {@link DataStats}. */
final class DataSurvey {
  private static final int LONGEST = 5;

  private final @Nullable RowsInTokens tokens;
  private final Repeats repeats = new Repeats();
  private final List<Long> chars = new ArrayList<>();
  private final List<Length> longest = new ArrayList<>();

  /**
   * A survey.
   *
   * @param tokens counts tokens; null if no tokenizer is known
   */
  DataSurvey(@Nullable RowsInTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * How long a row is.
   *
   * @param tokens null where they are not counted, or the row cannot be used
   */
  record Length(Source row, long chars, @Nullable Long tokens) {
    long size() {
      return tokens == null ? chars : tokens;
    }
  }

  void add(Row row, long length) {
    chars.add(length);
    repeats.add(row);
    Long inTokens =
        tokens != null && tokens.add(row) instanceof Outcome.Used used
            ? (Long) used.row().tokens()
            : null;
    if (tokens != null && inTokens == null) {
      return;
    }
    longest.add(new Length(row.source(), length, inTokens));
    if (longest.size() > LONGEST) {
      longest.sort(Comparator.comparingLong(Length::size).reversed());
      longest.remove(LONGEST);
    }
  }

  Repeats repeats() {
    return repeats;
  }

  /** The longest rows, the longest first: in tokens where these are counted. */
  List<Length> longest() {
    return longest.stream().sorted(Comparator.comparingLong(Length::size).reversed()).toList();
  }

  /** Characters of each row. */
  List<Long> chars() {
    return chars;
  }

  @Nullable RowsInTokens tokens() {
    return tokens;
  }

  /** The result line; the distributions only for programs, as people see tables. */
  Map<String, @Nullable Object> figures(DataStats stats, boolean full) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("rows", stats.report().rows());
    if (full) {
      Map<String, Long> schemas = new LinkedHashMap<>();
      stats.report().bySchema().forEach((schema, rows) -> schemas.put(schema.title(), rows));
      figures.put("schemas", schemas);
      figures.put("roles", stats.roles());
      figures.put("turns", figures(stats.turns()));
      figures.put("prompt_chars", figures(stats.promptChars()));
      figures.put("answer_chars", figures(stats.answerChars()));
      figures.put("longest", longest().stream().map(DataSurvey::figures).toList());
    }
    figures.put("duplicates", repeats.rows());
    figures.put("duplicate_prompts", repeats.prompts());
    if (tokens != null) {
      RowsInTokens.Result result = tokens.result();
      figures.put("tokens", result.counts().tokens());
      figures.put("supervised", result.counts().supervised());
      figures.put("supervised_share", TokenFigures.share(result.counts()));
      if (full || !result.refused().isEmpty()) {
        figures.put("refused", result.refused());
      }
      if (full) {
        figures.put("row_tokens", figures(result.tokens()));
        figures.put("row_supervised", figures(result.supervised()));
      }
    }
    return figures;
  }

  private static Map<String, Object> figures(Length length) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("row", length.row().toString());
    figures.put("chars", length.chars());
    Long inTokens = length.tokens();
    if (inTokens != null) {
      figures.put("tokens", inTokens);
    }
    return figures;
  }

  private static Map<String, Object> figures(Distribution spread) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("count", spread.count());
    figures.put("sum", spread.sum());
    figures.put("mean", spread.mean());
    figures.put("min", spread.min());
    figures.put("median", spread.median());
    figures.put("p90", spread.p90());
    figures.put("p99", spread.p99());
    figures.put("max", spread.max());
    return figures;
  }
}
