package dev.herder.pipelines;

import dev.herder.core.report.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One figure of a suite as results keep it; what was not measured is NaN.
 *
 * @param share whether it is shown in percent
 * @param n items or units that it is made of
 * @param difference from the first model's figure, on the same items
 * @param differenceLow lower end of its interval
 * @param differenceHigh upper end
 * @param p two-sided, corrected for the number of the suite's figures
 */
record SuiteFigure(
    String name,
    boolean share,
    long n,
    double value,
    double low,
    double high,
    double difference,
    double differenceLow,
    double differenceHigh,
    double p) {
  /** The figures in what {@link SuiteSummary} made, the most important first. */
  static List<SuiteFigure> of(Object summary) {
    List<SuiteFigure> figures = new ArrayList<>();
    if (summary instanceof Map<?, ?> map && map.get("figures") instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> figure) {
          figures.add(of(figure));
        }
      }
    }
    return figures;
  }

  private static SuiteFigure of(Map<?, ?> figure) {
    return new SuiteFigure(
        String.valueOf(figure.get("name")),
        Boolean.TRUE.equals(figure.get("share")),
        (long) number(figure, "n"),
        number(figure, "value"),
        number(figure, "low"),
        number(figure, "high"),
        number(figure, "difference"),
        number(figure, "difference-low"),
        number(figure, "difference-high"),
        number(figure, "p-corrected"));
  }

  private static double number(Map<?, ?> figure, String key) {
    return figure.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** The value with its interval. */
  String shown() {
    return Double.isNaN(value)
        ? "not measured"
        : text(value) + " (" + text(low) + " to " + text(high) + ")";
  }

  /** The difference with its interval; empty for the first model. */
  String change() {
    return Double.isNaN(difference)
        ? ""
        : signed(difference) + " (" + signed(differenceLow) + " to " + signed(differenceHigh) + ")";
  }

  /** The p-value; empty for the first model. */
  String chance() {
    return Double.isNaN(p) ? "" : Figures.compact(p, 2);
  }

  private String text(double number) {
    return share ? Figures.share(number) : Figures.compact(number, 4);
  }

  private String signed(double number) {
    return (number > 0 ? "+" : "") + text(number);
  }
}
