package dev.herder.core.report.html;

import dev.herder.core.report.Figures;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A table that a click on a heading sorts.
 *
 * <p>Cells are texts, numbers and {@link Link}s. Columns of numbers, empty cells between them or
 * not, stand flush right. The first 1,000 rows are shown; a line beneath tells if there are more.
 */
public record DataTable(String title, List<String> columns, List<List<Object>> rows)
    implements Section {
  private static final int MOST_ROWS = 1000;

  /**
   * A cell that leads to another place of the page.
   *
   * @param anchor the place's id
   */
  public record Link(String text, String anchor) {
    @Override
    public String toString() {
      return text;
    }
  }

  /** As many decimals as the value needs. */
  private static final int ANY = -1;

  public DataTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(row -> List.copyOf(row)).toList();
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "a row of " + row.size() + " cells in a table of " + columns.size() + " columns");
      }
    }
  }

  @Override
  public void writeTo(Markup out) {
    boolean[] numeric = new boolean[columns.size()];
    IntStream.range(0, numeric.length).forEach(i -> numeric[i] = isNumeric(i));
    int[] decimals = IntStream.range(0, numeric.length).map(this::decimals).toArray();
    out.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", title);
    out.open("table", "class", "data").open("thead").open("tr");
    for (int i = 0; i < numeric.length; i++) {
      out.open("th", "scope", "col", "class", numeric[i] ? "number" : "")
          .leaf("button", columns.get(i), "type", "button")
          .close("th");
    }
    out.close("tr").close("thead").line().open("tbody");
    rows.stream().limit(MOST_ROWS).forEach(row -> writeRow(out, row, numeric, decimals));
    out.close("tbody").close("table").close("div");
    if (rows.size() > MOST_ROWS) {
      out.leaf(
          "p",
          "The first " + Figures.count(MOST_ROWS) + " of " + Figures.count(rows.size()) + " rows.",
          "class",
          "more");
    }
  }

  private boolean isNumeric(int column) {
    return rows.stream().allMatch(row -> row.get(column) instanceof Number || isBlank(row, column))
        && !rows.stream().allMatch(row -> isBlank(row, column));
  }

  private static boolean isBlank(List<Object> row, int column) {
    return row.get(column).equals("");
  }

  private static void writeRow(Markup out, List<Object> row, boolean[] numeric, int[] decimals) {
    out.open("tr");
    for (int i = 0; i < numeric.length; i++) {
      Object cell = row.get(i);
      if (numeric[i]) {
        out.leaf("td", shown(cell, decimals[i]), "class", "number", "data-value", cell.toString());
      } else if (cell instanceof Link link) {
        out.open("td", "dir", "auto")
            .leaf("a", link.text(), "href", "#" + link.anchor())
            .close("td");
      } else {
        out.leaf("td", shown(cell, ANY), "dir", "auto");
      }
    }
    out.close("tr").line();
  }

  /** So many decimals for a column that its largest value has four digits, so that points align. */
  private int decimals(int column) {
    double largest =
        rows.stream()
            .map(row -> row.get(column))
            .filter(cell -> cell instanceof Float || cell instanceof Double)
            .mapToDouble(cell -> Math.abs(((Number) cell).doubleValue()))
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    return largest >= 1e-3 && largest < 1e6
        ? Math.max(0, 3 - (int) Math.floor(Math.log10(largest)))
        : ANY;
  }

  private static String shown(Object cell, int decimals) {
    if (cell instanceof Float || cell instanceof Double) {
      double value = ((Number) cell).doubleValue();
      return decimals == ANY || !Double.isFinite(value)
          ? Figures.compact(value, 4)
          : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
    return cell instanceof Long || cell instanceof Integer
        ? Figures.count(((Number) cell).longValue())
        : cell.toString();
  }
}
