package dev.herder.core.report.html;

import dev.herder.core.report.Figures;
import dev.herder.core.report.Histogram;
import dev.herder.core.report.Histogram.Bin;
import dev.herder.core.report.Stats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Distributions over a common axis, laid over each other.
 *
 * @param unit beside the heading; may be empty
 * @param distributions with the same bins
 */
public record HistogramChart(String title, String unit, List<Distribution> distributions) {
  private static final int MOST_BINS = 60;

  /** One sample by its bins and its median, which is NaN if nothing is finite. */
  public record Distribution(String name, Histogram histogram, double median) {}

  public HistogramChart {
    distributions = List.copyOf(distributions);
  }

  /** Bins samples by {@link Histogram#shared}, in the map's order. */
  public static HistogramChart of(String title, String unit, Map<String, double[]> samples) {
    List<Distribution> distributions = new ArrayList<>();
    Histogram.shared(samples, MOST_BINS)
        .forEach(
            (name, histogram) ->
                distributions.add(
                    new Distribution(
                        name,
                        histogram,
                        Stats.quantile(samples.getOrDefault(name, new double[0]), 0.5))));
    return new HistogramChart(title, unit, distributions);
  }

  void writeTo(Markup out) {
    out.open("figure", "class", "chart").line().open("figcaption").leaf("b", title);
    if (!unit.isEmpty()) {
      out.leaf("span", unit, "class", "unit");
    }
    out.close("figcaption").line().open("ul", "class", "legend");
    for (int i = 0; i < distributions.size(); i++) {
      out.open("li", "class", colour(i))
          .leaf("span", distributions.get(i).name())
          .leaf("b", summary(distributions.get(i)))
          .close("li");
    }
    out.close("ul").line();
    List<Bin> axis =
        distributions.stream().map(each -> each.histogram().bins()).findFirst().orElse(List.of());
    long most =
        distributions.stream()
            .flatMap(each -> each.histogram().bins().stream())
            .mapToLong(Bin::count)
            .max()
            .orElse(0);
    if (most == 0) {
      Plot.writeEmpty(out);
    } else {
      writePlot(out, axis, most);
    }
    out.close("figure").line();
  }

  private void writePlot(Markup out, List<Bin> axis, long most) {
    Scale x = Scale.across(axis.get(0).from(), axis.get(axis.size() - 1).to());
    Bin first = axis.get(0);
    boolean aroundWholes = first.to() - first.from() == 1 && first.from() % 1 != 0;
    Plot plot = new Plot(x, new Scale(0, most * 1.05, false), aroundWholes, true);
    plot.open(out, description());
    for (int i = 0; i < distributions.size(); i++) {
      out.open("g", "class", "bins " + colour(i));
      for (Bin bin : distributions.get(i).histogram().bins()) {
        if (bin.count() > 0) {
          writeBin(out, plot, distributions.get(i).name(), bin);
        }
      }
      out.close("g");
    }
    plot.close(out);
  }

  private static void writeBin(Markup out, Plot plot, String name, Bin bin) {
    String d =
        "M"
            + plot.right(bin.from())
            + " "
            + Plot.HEIGHT
            + "V"
            + plot.down((double) bin.count())
            + "H"
            + plot.right(bin.to())
            + "V"
            + Plot.HEIGHT
            + "z";
    String range = Figures.compact(bin.from(), 4) + " to " + Figures.compact(bin.to(), 4);
    out.open("path", "d", d)
        .leaf("title", name + ", " + range + ": " + Figures.count(bin.count()))
        .close("path");
  }

  private static String summary(Distribution each) {
    String text = "n " + Figures.count(each.histogram().total());
    if (!Double.isNaN(each.median())) {
      text += ", median " + Figures.compact(each.median());
    }
    long nonFinite = each.histogram().nonFinite();
    return nonFinite == 0 ? text : text + ", not finite " + Figures.count(nonFinite);
  }

  private String description() {
    StringJoiner text = new StringJoiner("; ");
    distributions.forEach(each -> text.add(each.name() + ": " + summary(each)));
    return title + ". " + text;
  }

  private static String colour(int i) {
    return "c" + i % 8;
  }
}
