package dev.herder.eval.needle;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Recall by length and depth as a Markdown table. */
final class HeatTable {
  private HeatTable() {}

  /**
   * The table.
   *
   * @param cells recall by length, then by depth
   */
  static String of(NeedleGrid grid, Map<Integer, Map<Integer, Double>> cells) {
    StringBuilder table = new StringBuilder("| words | ");
    List<Integer> depths = grid.depths();
    depths.forEach(depth -> table.append("depth ").append(depth).append(" % | "));
    table.append("\n|---|").append("---|".repeat(depths.size()));
    for (int length : grid.lengths()) {
      table.append("\n| ").append(length).append(" | ");
      for (int depth : depths) {
        double recall = cells.getOrDefault(length, Map.of()).getOrDefault(depth, Double.NaN);
        table.append(String.format(Locale.ROOT, "%.2f | ", recall));
      }
    }
    return table.toString().replace(" | \n", " |\n").stripTrailing();
  }
}
