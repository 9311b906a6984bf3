package dev.herder.core.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.report.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How many of a total fell under each heading, with their shares.
 *
 * @param total what the shares are of
 */
public record Counts(String title, long total, List<Count> counts) implements Section {
  /** One heading. */
  public record Count(String label, long count, Tone tone) {}

  public Counts {
    counts = List.copyOf(counts);
  }

  /**
   * The counts of rows in a manifest: {@code read}, {@code used}, and {@code dropped} and {@code
   * truncated} by reason.
   */
  public static Counts ofRows(String title, JsonNode rows) {
    List<Count> counts = new ArrayList<>();
    counts.add(new Count("used", rows.path("used").asLong(), Tone.GOOD));
    for (Map.Entry<String, JsonNode> reason : rows.path("dropped").properties()) {
      counts.add(new Count("dropped: " + reason.getKey(), reason.getValue().asLong(), Tone.BAD));
    }
    for (Map.Entry<String, JsonNode> reason : rows.path("truncated").properties()) {
      counts.add(
          new Count("truncated: " + reason.getKey(), reason.getValue().asLong(), Tone.WARNING));
    }
    return new Counts(title, rows.path("read").asLong(), counts);
  }

  @Override
  public void writeTo(Markup out) {
    out.open("table", "class", "meters").open("tbody");
    for (Count count : counts) {
      double share = total == 0 ? 0 : (double) count.count() / total;
      out.open("tr", "class", count.tone().cssClass())
          .leaf("th", count.label(), "scope", "row")
          .leaf("td", Figures.count(count.count()), "class", "number")
          .leaf("td", total == 0 ? "–" : Figures.share(share), "class", "number")
          .open("td", "class", "meter")
          .leaf("i", "", "style", "width:" + Percent.of(share))
          .close("td")
          .close("tr");
    }
    out.open("tr", "class", "total")
        .leaf("th", "total", "scope", "row")
        .leaf("td", Figures.count(total), "class", "number")
        .leaf("td", "")
        .leaf("td", "")
        .close("tr");
    out.close("tbody").close("table");
  }
}
