package dev.herder.core.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistogramChartTest {
  private static String html(HistogramChart chart) {
    Markup out = new Markup();
    chart.writeTo(out);
    return out.toString();
  }

  @Test
  void laysDistributionsOverEachOther() {
    Map<String, double[]> samples = new LinkedHashMap<>();
    samples.put("chosen", new double[] {1, 1, 0, Double.NaN});
    samples.put("rejected", new double[] {0});
    assertEquals(
        """
        <figure class="chart">
        <figcaption><b>Scores</b><span class="unit">per answer</span></figcaption>
        <ul class="legend"><li class="c0"><span>chosen</span>\
        <b>n 3, median 1, not finite 1</b></li>\
        <li class="c1"><span>rejected</span><b>n 1, median 0</b></li></ul>
        <div class="plot" style="--gutter:1ch"><div class="y" aria-hidden="true">\
        <span style="bottom:0.00%">0</span><span style="bottom:47.62%">1</span>\
        <span style="bottom:95.24%">2</span></div>\
        <div class="area" role="img" aria-label="Scores. chosen: n 3, median 1, not finite 1; \
        rejected: n 1, median 0"><svg viewBox="0 0 1000 400" preserveAspectRatio="none">\
        <path class="grid" d="M0 400H1000M0 209.5H1000M0 19H1000"></path>\
        <g class="bins c0"><path d="M0 400V209.5H500V400z"><title>chosen, -0.5 to 0.5: 1</title>\
        </path><path d="M500 400V19H1000V400z"><title>chosen, 0.5 to 1.5: 2</title></path></g>\
        <g class="bins c1"><path d="M0 400V209.5H500V400z"><title>rejected, -0.5 to 0.5: 1</title>\
        </path></g></svg></div><div class="x" aria-hidden="true">\
        <span style="left:25.00%">0</span><span style="left:75.00%">1</span></div></div></figure>
        """,
        html(HistogramChart.of("Scores", "per answer", samples)));
  }

  @Test
  void nothingToCountSaysSo() {
    assertTrue(html(HistogramChart.of("a", "", Map.of())).contains("No values."));
    assertTrue(
        html(HistogramChart.of("a", "", Map.of("x", new double[] {Double.NaN})))
            .contains("<b>n 0, not finite 1</b></li></ul>\n<p class=\"empty\">No values.</p>"));
  }
}
