package dev.herder.core.report.html;

import java.util.List;

/** Curves; those with the same x label, here and in other sections, share cursor and zoom. */
public record LineCharts(String title, List<LineChart> charts) implements Section {
  public LineCharts {
    charts = List.copyOf(charts);
  }

  @Override
  public void writeTo(Markup out) {
    out.open("div", "class", "charts").line();
    charts.forEach(chart -> chart.writeTo(out));
    out.close("div");
  }
}
