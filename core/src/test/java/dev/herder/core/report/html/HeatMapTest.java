package dev.herder.core.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeatMapTest {
  private static String written(List<Double> first, List<Double> second) {
    Markup out = new Markup();
    new HeatMap(
            "T",
            "words by depth",
            List.of("0", "50"),
            List.of("<100>", "200"),
            List.of(first, second))
        .writeTo(out);
    return out.toString();
  }

  @Test
  void largerSharesAreDarker() {
    String html = written(List.of(0.0, 1.0), List.of(0.5, Double.NaN));
    assertEquals(1, html.split("60.00%", -1).length - 1);
    assertEquals(1, html.split("30.00%", -1).length - 1);
    assertEquals(2, html.split("var\\(--bar\\) 0.00%", -1).length - 1);
    assertTrue(html.contains("&lt;100&gt;"), html);
    assertTrue(html.contains("words by depth"), html);
  }

  @Test
  void valuesFillTheTable() {
    assertThrows(IllegalArgumentException.class, () -> written(List.of(0.0), List.of(0.5, 0.25)));
  }
}
