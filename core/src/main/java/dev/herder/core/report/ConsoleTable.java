package dev.herder.core.report;

import java.util.ArrayList;
import java.util.List;

/** A small table of aligned columns for terminals and Markdown. */
public final class ConsoleTable {
  private static final int WIDEST_CELL = 60;

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();
  private final boolean[] right;

  private ConsoleTable(List<String> header) {
    this.header = header;
    this.right = new boolean[header.size()];
  }

  /**
   * A table with these column headings.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static ConsoleTable of(String... header) {
    if (header.length == 0) {
      throw new IllegalArgumentException("a table needs a column");
    }
    return new ConsoleTable(cells(List.of(header)));
  }

  /** Sets columns, counted from 0, flush right, as numbers want it. */
  public ConsoleTable right(int... columns) {
    for (int column : columns) {
      right[column] = true;
    }
    return this;
  }

  /**
   * Adds a row; control characters become spaces.
   *
   * @throws IllegalArgumentException if it has not one cell per column
   */
  public ConsoleTable row(Object... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.length + " cells in a table of " + header.size() + " columns");
    }
    rows.add(cells(List.of(cells)));
    return this;
  }

  private static List<String> cells(List<?> values) {
    return values.stream().map(value -> TextWidth.oneLine(value.toString())).toList();
  }

  /** Aligned text under a rule; cells wider than 60 columns end in an ellipsis. */
  public String plain() {
    List<List<String>> all = new ArrayList<>();
    all.add(header);
    all.addAll(rows);
    all.replaceAll(row -> row.stream().map(c -> TextWidth.fit(c, WIDEST_CELL, "…")).toList());
    int[] widths = widths(all, 0);
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    all.add(1, rule);
    StringBuilder text = new StringBuilder();
    for (List<String> row : all) {
      text.append(String.join("  ", padded(row, widths)).stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** A Markdown table, readable as it stands. */
  public String markdown() {
    List<List<String>> all = new ArrayList<>();
    all.add(header);
    all.addAll(rows);
    all.replaceAll(row -> row.stream().map(cell -> cell.replace("|", "\\|")).toList());
    int[] widths = widths(all, 3);
    List<String> rule = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      rule.add("-".repeat(widths[i] - (right[i] ? 1 : 0)) + (right[i] ? ":" : ""));
    }
    all.add(1, rule);
    StringBuilder text = new StringBuilder();
    for (List<String> row : all) {
      text.append("| ").append(String.join(" | ", padded(row, widths))).append(" |\n");
    }
    return text.toString();
  }

  private int[] widths(List<List<String>> all, int least) {
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = least;
      for (List<String> row : all) {
        widths[i] = Math.max(widths[i], TextWidth.of(row.get(i)));
      }
    }
    return widths;
  }

  private List<String> padded(List<String> row, int[] widths) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      String space = " ".repeat(widths[i] - TextWidth.of(row.get(i)));
      cells.add(right[i] ? space + row.get(i) : row.get(i) + space);
    }
    return cells;
  }
}
