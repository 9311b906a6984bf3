package dev.herder.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.herder.core.report.html.HeatMap;
import dev.herder.eval.Aggregate;
import dev.herder.eval.Figure;
import dev.herder.eval.stats.Interval;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GridsTest {
  private static Figure figure(String name, double value) {
    return new Figure(name, value, 1, Interval.none(), new Aggregate.Mean("m"));
  }

  @Test
  void twoPropertiesMakeAGrid() {
    List<Figure> figures =
        Stream.of("m/a", "m/w=1", "m/w=1,d=0", "m/w=1,d=9", "m/w=2,d=0", "m/a=1,b=2,c=3")
            .map(name -> figure(name, name.length()))
            .toList();
    HeatMap map = Grids.of(figures).get(0);
    assertEquals(1, Grids.of(figures).size());
    assertEquals("m: w by d", map.title());
    assertEquals(List.of("1", "2"), map.rows());
    assertEquals(List.of("0", "9"), map.columns());
    assertEquals(List.of(List.of(9.0, 9.0), List.of(9.0, Double.NaN)), map.values());
    assertFalse(Grids.has(figures.get(1)));
    assertFalse(Grids.has(figures.get(5)));
  }
}
