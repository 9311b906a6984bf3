package dev.herder.core.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.report.Series;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LineChartTest {
  private static String html(LineChart chart) {
    Markup out = new Markup();
    chart.writeTo(out);
    return out.toString();
  }

  private static List<String> paths(String html, String cssClass) {
    Matcher matcher =
        Pattern.compile("<path class=\"" + cssClass + "\" d=\"([^\"]*)\">").matcher(html);
    return matcher.results().map(result -> result.group(1)).toList();
  }

  @Test
  void drawsCurvesBetweenLabelledAxes() {
    Series loss = Series.of("loss", 2, 1, 3);
    Series eval = Series.of("eval_loss", new double[] {2}, new double[] {2.5});
    assertEquals(
        """
        <figure class="chart">
        <figcaption><b>Loss</b><span class="unit">nats</span>\
        <button type="button" class="log" aria-pressed="false">log</button></figcaption>
        <ul class="legend"><li class="c0"><span>loss</span><b>3</b></li>\
        <li class="c1"><span>eval_loss</span><b>2.5</b></li></ul>
        <div class="plot" style="--gutter:3ch"><div class="y" aria-hidden="true">\
        <span style="bottom:4.55%">1.0</span><span style="bottom:27.27%">1.5</span>\
        <span style="bottom:50.00%">2.0</span><span style="bottom:72.73%">2.5</span>\
        <span style="bottom:95.45%">3.0</span></div>\
        <div class="area" role="img" aria-label="Loss. loss: 3 values, from 1 to 3, last 3 at step \
        3; eval_loss: 1 values, from 2.5 to 2.5, last 2.5 at step 2">\
        <svg viewBox="0 0 1000 400" preserveAspectRatio="none">\
        <path class="grid" d="M0 381.8H1000M0 290.9H1000M0 200H1000M0 109.1H1000M0 18.2H1000"></path>\
        <path class="line c0" d="M0 200L500 381.8L1000 18.2"></path>\
        <path class="dots c0" d="M0 200h0M500 381.8h0M1000 18.2h0"></path>\
        <path class="line c1" d="M500 109.1"></path>\
        <path class="dots c1" d="M500 109.1h0"></path></svg></div>\
        <div class="x" aria-hidden="true"><span style="left:0.00%">1</span>\
        <span style="left:50.00%">2</span><span style="left:100.00%">3</span></div></div>
        <script type="application/json">{"x":"step","log":false,"series":[\
        {"name":"loss","x":[1,2,3],"y":[2,1,3],"points":3},\
        {"name":"eval_loss","x":[2],"y":[2.5],"points":1}]}</script>
        </figure>
        """,
        html(LineChart.of("Loss", "nats", loss, eval)));
  }

  @Test
  void aGapBreaksTheLine() {
    String html =
        html(LineChart.of("a", "", Series.of("a", 0, 1, Double.NaN, 1, Double.NaN, 0, 1)));
    assertEquals(List.of("M0 400L166.7 19M500 19M833.3 400L1000 19"), paths(html, "line c0"));
    assertTrue(html.contains("\"y\":[0,1,null,1,null,0,1]"));
  }

  @Test
  void aLongLineHasDotsOnlyWhereItWouldNotShow() {
    double[] y = new double[60];
    y[1] = Double.NaN;
    y[59] = 1;
    String html = html(LineChart.of("a", "", Series.of("a", y)));
    assertEquals(List.of("M0 400h0"), paths(html, "dots c0"));
  }

  @Test
  void aLogarithmicChartLeavesOutWhatIsNotPositive() {
    LineChart chart =
        new LineChart("a", "", "round", List.of(Series.of("a", 0, 1, 10, 100)), true, true);
    String html = html(chart);
    assertEquals(List.of("M333.3 381.8L666.7 200L1000 18.2"), paths(html, "line c0"));
    assertTrue(html.contains("aria-pressed=\"true\""));
    assertTrue(html.startsWith("<figure class=\"chart wide\">"));
    assertTrue(html.contains("last 100 at round 4"));
  }

  @Test
  void negativeValuesHaveNoLogarithm() {
    assertFalse(html(LineChart.of("a", "", Series.of("a", -1, 1))).contains("<button"));
    assertFalse(html(LineChart.of("a", "", Series.of("a", 0, 0))).contains("<button"));
    assertTrue(html(LineChart.of("a", "", Series.of("a", 0, 1))).contains("<button"));
  }

  @Test
  void aChartWithoutValuesSaysSo() {
    for (Series series : List.of(Series.of("a"), Series.of("a", Double.NaN, 1 / 0.0))) {
      String html = html(LineChart.of("a", "", series));
      assertTrue(html.contains("<p class=\"empty\">No values.</p>"));
      assertFalse(html.contains("<svg"));
    }
    assertTrue(html(LineChart.of("a", "")).contains("No values."));
  }

  static Stream<double[]> awkward() {
    return Stream.of(
        new double[] {7},
        new double[] {0, 0, 0},
        new double[] {-5e-320, 5e-320},
        new double[] {1e300, -1e300},
        new double[] {Double.MAX_VALUE, -Double.MAX_VALUE, 1},
        new double[] {1e15, 1e15 + 2, 1e15 + 1},
        new double[] {0.1, 0.1 + 1e-17},
        new double[] {3e-9, 4e-9},
        new double[] {Double.NaN, 5, Double.NaN},
        new double[] {-1, Double.NEGATIVE_INFINITY, -3});
  }

  @ParameterizedTest
  @MethodSource("awkward")
  void awkwardValuesLeaveNoNonsenseInThePage(double[] y) {
    for (boolean logarithmic : new boolean[] {false, true}) {
      String html =
          html(
              new LineChart(
                  "a",
                  "",
                  "step",
                  List.of(Series.of("a", y), Series.of("b", 2, 3)),
                  logarithmic,
                  false));
      assertTrue(html.contains("<svg"), html);
      assertFalse(html.contains("NaN") || html.contains("Infinity") || html.contains("∞"), html);
      Matcher percent = Pattern.compile(":(-?[0-9.]+)%").matcher(html);
      while (percent.find()) {
        double share = Double.parseDouble(percent.group(1));
        assertTrue(share >= 0 && share <= 100, html);
      }
    }
  }

  @Test
  void aHundredThousandPointsMakeASmallChartWithAllItsPeaks() {
    Random random = new Random(2);
    double[] y = new double[100_000];
    for (int i = 0; i < y.length; i++) {
      y[i] = random.nextGaussian();
    }
    y[45_678] = 77.25;
    String html = html(LineChart.of("a", "", Series.of("a", y)));
    assertTrue(html.length() < 120_000, () -> "" + html.length());
    assertTrue(html.contains(",77.25,"));
    assertTrue(html.contains("\"points\":100000,\"mx\":["));
    assertEquals(1, paths(html, "line c0").size());
    assertEquals(1, paths(html, "line c0 faint").size());
  }

  @Test
  void valuesThatDifferFarBehindKeepTheirDigits() {
    String html = html(LineChart.of("a", "", Series.of("a", 1e6 + 0.125, 1e6 + 0.25)));
    assertTrue(html.contains("\"y\":[1000000.125,1000000.25]"), html);
  }
}
