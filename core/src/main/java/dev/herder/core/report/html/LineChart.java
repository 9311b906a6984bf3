package dev.herder.core.report.html;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.report.Figures;
import dev.herder.core.report.Series;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.StringJoiner;

/**
 * Curves over a common x axis.
 *
 * @param unit beside the heading; may be empty
 * @param xLabel what x counts, for example {@code step}
 * @param series at most eight tell themselves apart by colour
 * @param logarithmic whether y starts out logarithmic; values not above 0 are then gaps
 * @param wide whether the chart takes the page's whole width
 */
public record LineChart(
    String title,
    String unit,
    String xLabel,
    List<Series> series,
    boolean logarithmic,
    boolean wide) {
  private static final int STRETCHES = 800;
  private static final int MOST_DOTS = 40;
  private static final int COLOURS = 8;
  private static final JsonMapper JSON = new JsonMapper();

  public LineChart {
    series = List.copyOf(series);
  }

  /** A chart over steps with a linear axis, half a page wide. */
  public static LineChart of(String title, String unit, Series... series) {
    return new LineChart(title, unit, "step", List.of(series), false, false);
  }

  /** The same chart across the page. */
  public LineChart acrossThePage() {
    return new LineChart(title, unit, xLabel, series, logarithmic, true);
  }

  void writeTo(Markup out) {
    List<Series> thinned = series.stream().map(s -> Downsample.extremes(s, STRETCHES)).toList();
    Extent extent = Extent.of(thinned, logarithmic);
    out.open("figure", "class", wide ? "chart wide" : "chart").line();
    out.open("figcaption").leaf("b", title);
    if (!unit.isEmpty()) {
      out.leaf("span", unit, "class", "unit");
    }
    if (Extent.of(thinned, true).isDrawable() && Extent.of(thinned, false).leastY() >= 0) {
      out.leaf("button", "log", "type", "button", "class", "log", "aria-pressed", "" + logarithmic);
    }
    out.close("figcaption").line();
    writeLegend(out);
    if (extent.isDrawable()) {
      writePlot(out, thinned, extent);
      out.line().data(data(thinned)).line();
    } else {
      Plot.writeEmpty(out);
    }
    out.close("figure").line();
  }

  private void writeLegend(Markup out) {
    out.open("ul", "class", "legend");
    for (int i = 0; i < series.size(); i++) {
      out.open("li", "class", colour(i)).leaf("span", series.get(i).name());
      int last = lastFinite(series.get(i));
      if (last >= 0) {
        out.leaf("b", Figures.compact(series.get(i).y(last), 4));
      }
      out.close("li");
    }
    out.close("ul").line();
  }

  private void writePlot(Markup out, List<Series> thinned, Extent extent) {
    Plot plot =
        new Plot(
            Scale.across(extent.firstX(), extent.lastX()),
            Scale.around(extent.leastY(), extent.mostY(), logarithmic),
            extent.wholeX(),
            false);
    plot.open(out, description());
    for (int i = 0; i < thinned.size(); i++) {
      Series each = thinned.get(i);
      boolean whole = each.size() == series.get(i).size();
      out.leaf(
          "path",
          "",
          "class",
          "line " + colour(i) + (whole ? "" : " faint"),
          "d",
          path(plot, each));
      if (!whole) {
        // The extremes alone would be a band that hides where most values are.
        Series means = Downsample.means(series.get(i), STRETCHES);
        out.leaf("path", "", "class", "line " + colour(i), "d", path(plot, means));
      }
      String dots = dots(plot, each);
      if (!dots.isEmpty()) {
        out.leaf("path", "", "class", "dots " + colour(i), "d", dots);
      }
    }
    plot.close(out);
  }

  private String path(Plot plot, Series line) {
    StringBuilder d = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < line.size(); i++) {
      boolean drawable = Scale.isDrawable(line.y(i), logarithmic);
      if (drawable) {
        d.append(pen ? 'L' : 'M').append(plot.right(line.x(i))).append(' ');
        d.append(plot.down(line.y(i)));
      }
      pen = drawable;
    }
    return d.toString();
  }

  /** All points of a short series; else those between two gaps, which no line shows. */
  private String dots(Plot plot, Series line) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < line.size(); i++) {
      boolean alone = !isDrawableAt(line, i - 1) && !isDrawableAt(line, i + 1);
      if (isDrawableAt(line, i) && (alone || line.size() <= MOST_DOTS)) {
        // A line of no length with round ends is a dot that stays round when stretched.
        d.append('M').append(plot.right(line.x(i))).append(' ').append(plot.down(line.y(i)));
        d.append("h0");
      }
    }
    return d.toString();
  }

  private boolean isDrawableAt(Series line, int i) {
    return i >= 0 && i < line.size() && Scale.isDrawable(line.y(i), logarithmic);
  }

  private String description() {
    StringJoiner text = new StringJoiner("; ");
    for (Series each : series) {
      int last = lastFinite(each);
      Extent extent = Extent.of(List.of(each), false);
      text.add(
          last < 0 || !extent.isDrawable()
              ? each.name() + ": no values"
              : String.format(
                  "%s: %s values, from %s to %s, last %s at %s %s",
                  each.name(),
                  Figures.count(each.finite()),
                  Figures.compact(extent.leastY(), 4),
                  Figures.compact(extent.mostY(), 4),
                  Figures.compact(each.y(last), 4),
                  xLabel,
                  Figures.compact(each.x(last), 9)));
    }
    return title + ". " + text;
  }

  private static int lastFinite(Series series) {
    int last = series.size() - 1;
    while (last >= 0 && !Double.isFinite(series.y(last))) {
      last--;
    }
    return last;
  }

  private static String colour(int i) {
    return "c" + i % COLOURS;
  }

  /** What the page's script draws from: the points, and the means that smoothing starts from. */
  private String data(List<Series> thinned) {
    ObjectNode root = JSON.createObjectNode();
    root.put("x", xLabel);
    root.put("log", logarithmic);
    ArrayNode all = root.putArray("series");
    for (int i = 0; i < thinned.size(); i++) {
      Series full = series.get(i);
      ObjectNode node = all.addObject();
      node.put("name", full.name());
      put(node, "x", "y", thinned.get(i));
      node.put("points", full.size());
      if (thinned.get(i).size() < full.size()) {
        put(node, "mx", "my", Downsample.means(full, STRETCHES));
      }
    }
    return root.toString();
  }

  private static void put(ObjectNode node, String xKey, String yKey, Series points) {
    ArrayNode x = node.putArray(xKey);
    ArrayNode y = node.putArray(yKey);
    Extent extent = Extent.of(List.of(points), false);
    double largest = Math.max(Math.abs(extent.leastY()), Math.abs(extent.mostY()));
    // Seven digits are more than a chart shows, unless the values differ only far behind.
    int digits = extent.mostY() - extent.leastY() < 1e-4 * largest ? 17 : 7;
    for (int i = 0; i < points.size(); i++) {
      x.add(number(points.x(i), 15));
      if (Scale.isDrawable(points.y(i), false)) {
        y.add(number(points.y(i), digits));
      } else {
        y.addNull();
      }
    }
  }

  private static BigDecimal number(double value, int digits) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    // Without this, whole hundreds would print as 1E+2.
    return rounded.scale() < 0 && rounded.scale() > -15 ? rounded.setScale(0) : rounded;
  }

  /** The range of what can be drawn; the y are infinite if nothing can. */
  private record Extent(double firstX, double lastX, boolean wholeX, double leastY, double mostY) {
    static Extent of(List<Series> all, boolean logarithmic) {
      double firstX = Double.POSITIVE_INFINITY;
      double lastX = Double.NEGATIVE_INFINITY;
      double leastY = Double.POSITIVE_INFINITY;
      double mostY = Double.NEGATIVE_INFINITY;
      boolean wholeX = true;
      for (Series series : all) {
        for (int i = 0; i < series.size(); i++) {
          firstX = Math.min(firstX, series.x(i));
          lastX = Math.max(lastX, series.x(i));
          wholeX &= series.x(i) == Math.rint(series.x(i));
          if (Scale.isDrawable(series.y(i), logarithmic)) {
            leastY = Math.min(leastY, series.y(i));
            mostY = Math.max(mostY, series.y(i));
          }
        }
      }
      return new Extent(firstX, lastX, wholeX, leastY, mostY);
    }

    boolean isDrawable() {
      return leastY <= mostY;
    }
  }
}
