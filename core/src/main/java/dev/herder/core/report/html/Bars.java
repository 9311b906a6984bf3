package dev.herder.core.report.html;

import dev.herder.core.report.Figures;
import java.util.List;

/**
 * Values side by side as horizontal bars from a common zero, in the order given.
 *
 * @param unit beside the heading; may be empty
 */
public record Bars(String title, String unit, List<Bar> bars) implements Section {
  /**
   * One bar.
   *
   * @param value may be negative; not finite draws no bar
   */
  public record Bar(String label, double value) {}

  public Bars {
    bars = List.copyOf(bars);
  }

  @Override
  public void writeTo(Markup out) {
    double low = Math.min(0, bars.stream().mapToDouble(Bars::drawn).min().orElse(0));
    double high = Math.max(0, bars.stream().mapToDouble(Bars::drawn).max().orElse(0));
    // Halved so that the difference of two large values does not overflow.
    double range = high / 2 - low / 2;
    if (!unit.isEmpty()) {
      out.leaf("p", unit, "class", "unit");
    }
    out.open("table", "class", "bars").open("tbody");
    for (Bar bar : bars) {
      double from = range > 0 ? (Math.min(0, drawn(bar)) / 2 - low / 2) / range : 0;
      double width = range > 0 ? Math.abs(drawn(bar)) / 2 / range : 0;
      out.open("tr", "class", bar.value() < 0 ? "negative" : "positive")
          .leaf("th", bar.label(), "scope", "row")
          .open("td", "class", "track")
          .leaf("i", "", "style", "margin-left:" + Percent.of(from) + ";width:" + Percent.of(width))
          .close("td")
          .leaf("td", Figures.compact(bar.value(), 4), "class", "number")
          .close("tr");
    }
    out.close("tbody").close("table");
  }

  private static double drawn(Bar bar) {
    return Double.isFinite(bar.value()) ? bar.value() : 0;
  }
}
