package dev.herder.core.report.html;

import dev.herder.core.report.Figures;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * Values with the intervals that they are sure of, over a common x axis.
 *
 * @param unit what the values are, beside the legend; may be empty
 * @param xLabel what x counts, for example {@code round}
 * @param lines at most eight tell themselves apart by colour; where they share an x they stand side
 *     by side
 */
public record IntervalChart(String title, String unit, String xLabel, List<Line> lines)
    implements Section {
  private static final int COLOURS = 8;

  /** A whisker's end, in the drawing's units. */
  private static final String CAP = "m-5 0h10";

  /** The share of the distance between two x that lines at one x spread over. */
  private static final double SPREAD = 0.3;

  /** Points that belong together, in the order of their x. */
  public record Line(String name, List<Point> points) {
    public Line {
      points = List.copyOf(points);
    }
  }

  /**
   * One value.
   *
   * @param low the interval's lower end, at most the value
   * @param high its upper end
   */
  public record Point(double x, double value, double low, double high) {
    public Point {
      boolean inOrder = low <= value && value <= high;
      if (!inOrder || !Double.isFinite(x) || !Double.isFinite(high - low)) {
        throw new IllegalArgumentException(low + " to " + high + " is no interval of " + value);
      }
    }
  }

  public IntervalChart {
    lines = List.copyOf(lines);
  }

  @Override
  public void writeTo(Markup out) {
    out.open("div", "class", "charts").line().open("figure", "class", "chart wide").line();
    out.open("ul", "class", "legend");
    for (int i = 0; i < lines.size(); i++) {
      out.open("li", "class", colour(i)).leaf("span", lines.get(i).name());
      List<Point> points = lines.get(i).points();
      if (!points.isEmpty()) {
        out.leaf("b", shown(points.get(points.size() - 1)));
      }
      out.close("li");
    }
    out.close("ul").line();
    List<Point> all = lines.stream().flatMap(line -> line.points().stream()).toList();
    if (all.isEmpty()) {
      Plot.writeEmpty(out);
    } else {
      writePlot(out, all);
    }
    out.leaf("p", caption(), "class", "more");
    out.close("figure").close("div");
  }

  private String caption() {
    return unit.isEmpty() ? "by " + xLabel : unit + ", by " + xLabel;
  }

  private void writePlot(Markup out, List<Point> all) {
    double[] xs = all.stream().mapToDouble(Point::x).sorted().distinct().toArray();
    double gap = IntStream.range(1, xs.length).mapToDouble(i -> xs[i] - xs[i - 1]).min().orElse(1);
    double low = all.stream().mapToDouble(Point::low).min().orElse(0);
    double high = all.stream().mapToDouble(Point::high).max().orElse(1);
    Plot plot =
        new Plot(
            new Scale(xs[0] - gap / 2, xs[xs.length - 1] + gap / 2, false),
            Scale.around(low, high, false),
            all.stream().allMatch(point -> point.x() == Math.rint(point.x())),
            false);
    plot.open(out, description());
    for (int i = 0; i < lines.size(); i++) {
      double aside = (i - (lines.size() - 1) / 2.0) * SPREAD * gap / Math.max(1, lines.size());
      write(out, plot, lines.get(i), aside, colour(i));
    }
    plot.close(out);
  }

  private void write(Markup out, Plot plot, Line line, double aside, String colour) {
    StringBuilder path = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    for (Point point : line.points()) {
      String at = plot.right(point.x() + aside) + " " + plot.down(point.value());
      path.append(path.isEmpty() ? 'M' : 'L').append(at);
      // A line of no length with round ends is a dot that stays round when stretched.
      dots.append('M').append(at).append("h0");
    }
    out.leaf("path", "", "class", "line " + colour, "d", path.toString());
    for (Point point : line.points()) {
      String x = plot.right(point.x() + aside);
      String low = plot.down(point.low());
      String high = plot.down(point.high());
      String d = "M" + x + " " + low + "V" + high + CAP + "M" + x + " " + low + CAP;
      out.open("path", "class", "whisker " + colour, "d", d)
          .leaf("title", named(line, point))
          .close("path");
    }
    out.leaf("path", "", "class", "dots " + colour, "d", dots.toString());
  }

  private String named(Line line, Point point) {
    return line.name() + ", " + xLabel + " " + Figures.compact(point.x()) + ": " + shown(point);
  }

  private static String shown(Point point) {
    return Figures.compact(point.value())
        + " ("
        + Figures.compact(point.low())
        + " to "
        + Figures.compact(point.high())
        + ")";
  }

  private String description() {
    StringJoiner text = new StringJoiner("; ");
    for (Line line : lines) {
      line.points().forEach(point -> text.add(named(line, point)));
    }
    return title + ". " + text;
  }

  private static String colour(int i) {
    return "c" + i % COLOURS;
  }
}
