package dev.herder.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FigureTest {
  private static ItemResult item(int id, Map<String, Double> measures, String... tags) {
    return new ItemResult("i" + id, List.of(tags), measures, "?", List.of("!"), List.of());
  }

  @Test
  void sharesHaveWilsonsInterval() {
    List<ItemResult> items = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      items.add(item(i, Map.of("right", i < 3 ? 1.0 : 0.0)));
    }

    Figure figure = Figure.mean("right", items);

    assertEquals(0.3, figure.value(), 1e-12);
    assertEquals(10, figure.n());
    assertEquals("Wilson", figure.interval().method());
    assertEquals(0.10779127, figure.interval().low(), 1e-8);
    assertEquals(0.60322185, figure.interval().high(), 1e-8);
  }

  @Test
  void ratiosCountUnitsAndSkipItemsWithout() {
    List<ItemResult> items =
        List.of(
            item(0, Map.of("followed", 2.0, "of", 3.0)),
            item(1, Map.of("followed", 1.0, "of", 1.0)),
            item(2, Map.of("other", 5.0)));

    Figure figure = Figure.of("rate", new Aggregate.Ratio("followed", "of"), items);

    assertEquals(0.75, figure.value(), 1e-12);
    assertEquals(4, figure.n());
    assertEquals("bootstrap", figure.interval().method());
    assertEquals(2.0 / 3, figure.interval().low(), 1e-12);
    assertEquals(1.0, figure.interval().high(), 1e-12);
  }

  @Test
  void perplexityIsOfTheMeanLogProbability() {
    List<ItemResult> items =
        List.of(
            item(0, Map.of("logprob", -6.0, "tokens", 3.0)),
            item(1, Map.of("logprob", -2.0, "tokens", 1.0)));

    Figure figure = Figure.of("perplexity", new Aggregate.Perplexity("logprob", "tokens"), items);

    assertEquals(Math.exp(2), figure.value(), 1e-12);
  }

  @Test
  void nothingMeasuredIsNoFigure() {
    Figure figure = Figure.mean("right", List.of(item(0, Map.of("other", 1.0))));

    assertTrue(Double.isNaN(figure.value()));
    assertEquals(0, figure.n());
  }

  @Test
  void categoriesKeepTheOrderOfTheItems() {
    List<Figure> figures =
        Figure.byTag(
            "right",
            List.of(
                item(0, Map.of("right", 1.0), "late", "both"),
                item(1, Map.of("right", 0.0), "early", "both")));

    assertEquals(
        List.of("right/late", "right/both", "right/early"),
        figures.stream().map(Figure::name).toList());
    assertEquals(List.of(1.0, 0.5, 0.0), figures.stream().map(Figure::value).toList());
  }

  @Test
  void measuresAreFinite() {
    assertThrows(IllegalArgumentException.class, () -> item(0, Map.of("right", Double.NaN)));
  }
}
