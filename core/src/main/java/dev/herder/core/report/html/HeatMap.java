package dev.herder.core.report.html;

import dev.herder.core.report.Figures;
import java.util.List;

/**
 * Shares by two properties as a table whose cells are the darker the larger they are.
 *
 * @param corner what rows and columns are
 * @param columns headings
 * @param rows headings
 * @param values from 0 to 1, row by row; not finite leaves a cell empty
 */
public record HeatMap(
    String title, String corner, List<String> columns, List<String> rows, List<List<Double>> values)
    implements Section {
  public HeatMap {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    values = values.stream().map(row -> List.copyOf(row)).toList();
    int wide = columns.size();
    if (values.size() != rows.size() || values.stream().anyMatch(row -> row.size() != wide)) {
      throw new IllegalArgumentException("values do not fit " + rows + " and " + columns);
    }
  }

  @Override
  public void writeTo(Markup out) {
    out.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", title);
    out.open("table", "class", "data").open("thead").open("tr").leaf("th", corner, "scope", "col");
    columns.forEach(column -> out.leaf("th", column, "scope", "col", "class", "number"));
    out.close("tr").close("thead").line().open("tbody");
    for (int i = 0; i < rows.size(); i++) {
      out.open("tr").leaf("th", rows.get(i), "scope", "row");
      for (double value : values.get(i)) {
        out.leaf("td", shown(value), "class", "number", "style", shade(value));
      }
      out.close("tr").line();
    }
    out.close("tbody").close("table").close("div");
  }

  private static String shown(double value) {
    return Double.isFinite(value) ? Figures.compact(value, 4) : "";
  }

  /** A mixture, so that text stays readable on light and dark pages. */
  private static String shade(double value) {
    String share = Percent.of(Double.isFinite(value) ? 0.6 * value : 0);
    return "background:color-mix(in srgb, var(--bar) " + share + ", transparent)";
  }
}
