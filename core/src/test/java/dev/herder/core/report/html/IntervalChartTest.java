package dev.herder.core.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.report.html.IntervalChart.Line;
import dev.herder.core.report.html.IntervalChart.Point;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class IntervalChartTest {
  private static String html(Line... lines) {
    Markup out = new Markup();
    new IntervalChart("Score", "% right", "round", List.of(lines)).writeTo(out);
    return out.toString();
  }

  private static List<String> all(String html, String pattern) {
    return Pattern.compile(pattern).matcher(html).results().map(MatchResult::group).toList();
  }

  @Test
  void drawsEveryPointWithItsInterval() {
    String html =
        html(
            new Line("best", List.of(new Point(0, 20, 15, 26), new Point(1, 40, 33, 47))),
            new Line("dpo", List.of(new Point(1, 38, 31, 45))));
    assertEquals(3, all(html, "class=\"whisker c[01]\"").size());
    assertTrue(html.contains("<title>dpo, round 1: 38 (31 to 45)</title>"), html);
    assertTrue(html.contains("<span>best</span><b>40 (33 to 47)</b>"), html);
    assertTrue(html.contains("% right, by round"), html);
  }

  @Test
  void aHigherValueStandsHigherAndLinesStandSideBySide() {
    String html =
        html(
            new Line("best", List.of(new Point(1, 20, 15, 26), new Point(2, 40, 33, 47))),
            new Line("dpo", List.of(new Point(1, 20, 15, 26))));
    List<String> dots = all(html, "class=\"dots c[01]\" d=\"[^\"]*\"");
    List<String> numbers = all(dots.get(0), "(?<=[M ])[0-9.]+");
    assertTrue(Double.parseDouble(numbers.get(1)) > Double.parseDouble(numbers.get(3)), html);
    String aside = all(dots.get(1), "(?<=M)[0-9.]+").get(0);
    assertTrue(Double.parseDouble(aside) > Double.parseDouble(numbers.get(0)), html);
  }

  @Test
  void nothingToDrawIsSaid() {
    assertTrue(html(new Line("best", List.of())).contains("No values."));
    assertFalse(html(new Line("one", List.of(new Point(3, 1, 1, 1)))).contains("NaN"));
  }

  @Test
  void refusesWhatIsNoInterval() {
    assertThrows(IllegalArgumentException.class, () -> new Point(0, 1, 2, 3));
    assertThrows(IllegalArgumentException.class, () -> new Point(0, 1, Double.NaN, 3));
    assertThrows(
        IllegalArgumentException.class, () -> new Point(0, 1, 0, Double.POSITIVE_INFINITY));
  }
}
