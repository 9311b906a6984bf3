package dev.herder.core.report.html;

import dev.herder.core.report.Ticks;
import java.util.List;
import java.util.Locale;

/**
 * The frame of a chart: the two axes with their labels, around a drawing that stretches.
 *
 * <p>Labels are HTML placed by percentages and keep their size, while the SVG between them takes
 * any width; so the chart fits a telephone and a sheet of paper without a script.
 */
final class Plot {
  /** Width and height of the drawing's own units. */
  static final int WIDTH = 1000;

  static final int HEIGHT = 400;

  private static final int MOST_X = 6;
  private static final int MOST_Y = 5;

  private final Scale x;
  private final Scale y;
  private final List<Ticks.Mark> xMarks;
  private final List<Ticks.Mark> yMarks;

  Plot(Scale x, Scale y, boolean wholeX, boolean wholeY) {
    this.x = x;
    this.y = y;
    this.xMarks = x.ticks(MOST_X, wholeX).marks();
    this.yMarks = y.ticks(MOST_Y, wholeY).marks();
  }

  /** Opens the drawing; what follows is SVG until {@link #close}. */
  void open(Markup out, String description) {
    int longest = yMarks.stream().mapToInt(mark -> mark.label().length()).max().orElse(1);
    out.open("div", "class", "plot", "style", "--gutter:" + longest + "ch")
        .open("div", "class", "y", "aria-hidden", "true");
    for (Ticks.Mark mark : yMarks) {
      out.leaf("span", mark.label(), "style", "bottom:" + Percent.of(y.at(mark.value())));
    }
    out.close("div")
        .open("div", "class", "area", "role", "img", "aria-label", description)
        .open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "preserveAspectRatio", "none")
        .leaf("path", "", "class", "grid", "d", grid());
  }

  private String grid() {
    StringBuilder d = new StringBuilder();
    for (Ticks.Mark mark : yMarks) {
      d.append("M0 ").append(down(mark.value())).append('H').append(WIDTH);
    }
    return d.toString();
  }

  void close(Markup out) {
    out.close("svg").close("div").open("div", "class", "x", "aria-hidden", "true");
    for (Ticks.Mark mark : xMarks) {
      out.leaf("span", mark.label(), "style", "left:" + Percent.of(x.at(mark.value())));
    }
    out.close("div").close("div");
  }

  /** A value's place from the left, in the drawing's units. */
  String right(double value) {
    return unit(x.at(value) * WIDTH);
  }

  /** A value's place from the top, in the drawing's units. */
  String down(double value) {
    return unit((1 - y.at(value)) * HEIGHT);
  }

  private static String unit(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** What stands in place of a drawing without values. */
  static void writeEmpty(Markup out) {
    out.leaf("p", "No values.", "class", "empty");
  }
}
