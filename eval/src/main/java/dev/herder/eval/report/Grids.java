package dev.herder.eval.report;

import dev.herder.core.report.html.HeatMap;
import dev.herder.eval.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Figures of categories that two properties tell apart, {@code recall/words=500,depth=25}. */
final class Grids {
  private static final Pattern NAME =
      Pattern.compile(
          "(?<figure>[^/]+)/(?<row>[^=,]+)=(?<at>[^=,]+),(?<column>[^=,]+)=(?<by>[^=,]+)");

  private Grids() {}

  /** Whether a figure belongs to a grid. */
  static boolean has(Figure figure) {
    return NAME.matcher(figure.name()).matches();
  }

  /** A heat map of each figure, rows and columns in order of appearance. */
  static List<HeatMap> of(List<Figure> categories) {
    Map<String, Map<String, Map<String, Double>>> grids = new LinkedHashMap<>();
    for (Figure figure : categories) {
      Matcher name = NAME.matcher(figure.name());
      if (name.matches()) {
        String key =
            name.group("figure") + "\n" + name.group("row") + " by " + name.group("column");
        grids
            .computeIfAbsent(key, k -> new LinkedHashMap<>())
            .computeIfAbsent(name.group("at"), k -> new LinkedHashMap<>())
            .put(name.group("by"), figure.value());
      }
    }
    List<HeatMap> maps = new ArrayList<>();
    grids.forEach((key, cells) -> maps.add(map(key.split("\n", 2), cells)));
    return maps;
  }

  private static HeatMap map(String[] key, Map<String, Map<String, Double>> cells) {
    Set<String> columns = new LinkedHashSet<>();
    cells.values().forEach(row -> columns.addAll(row.keySet()));
    List<List<Double>> values = new ArrayList<>();
    for (Map<String, Double> row : cells.values()) {
      values.add(columns.stream().map(each -> row.getOrDefault(each, Double.NaN)).toList());
    }
    String title = key[0].replace('_', ' ') + ": " + key[1];
    return new HeatMap(title, key[1], List.copyOf(columns), List.copyOf(cells.keySet()), values);
  }
}
