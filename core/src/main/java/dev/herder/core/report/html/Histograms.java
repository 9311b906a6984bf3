package dev.herder.core.report.html;

import java.util.List;

/** Distributions, for example of scores. */
public record Histograms(String title, List<HistogramChart> charts) implements Section {
  public Histograms {
    charts = List.copyOf(charts);
  }

  @Override
  public void writeTo(Markup out) {
    out.open("div", "class", "charts").line();
    charts.forEach(chart -> chart.writeTo(out));
    out.close("div");
  }
}
