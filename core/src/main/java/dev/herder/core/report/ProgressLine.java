package dev.herder.core.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/** Lays out the line that tells how far a run is. */
final class ProgressLine {
  private static final String GAP = "  ";
  private static final int NARROWEST_BAR = 10;
  private static final int WIDEST_BAR = 40;

  private static final String RUN_SECONDS_LEFT = "run_seconds_left";

  private static final int LABEL = 7;
  private static final int WORTH_MORE_THAN_BAR = 8;

  private final String label;
  private final long total;
  private final boolean unicode;

  ProgressLine(String label, long total, boolean unicode) {
    this.label = label;
    this.total = total;
    this.unicode = unicode;
  }

  long total() {
    return total;
  }

  /** What the line can tell, with how dear each part is: the least dear goes first. */
  private record Part(String text, int worth) {}

  String plain(long step, Map<String, Object> metrics, double secondsLeft) {
    return joined(parts(step, metrics, secondsLeft));
  }

  /** A line of at most some columns: parts of little worth go first, then the bar, then more. */
  String bar(long step, Map<String, Object> metrics, double secondsLeft, int width) {
    List<Part> parts = parts(step, metrics, secondsLeft);
    while (total > 0 && parts.stream().anyMatch(part -> part.worth() < WORTH_MORE_THAN_BAR)) {
      int room = width - TextWidth.of(joined(parts)) - GAP.length();
      if (room >= NARROWEST_BAR) {
        int at = parts.get(0).worth() == LABEL ? 1 : 0;
        parts.add(at, new Part(drawn(step, Math.min(room, WIDEST_BAR)), 0));
        return joined(parts);
      }
      dropLeast(parts);
    }
    while (TextWidth.of(joined(parts)) > width && parts.size() > 1) {
      dropLeast(parts);
    }
    return TextWidth.fit(joined(parts), width, "");
  }

  private static void dropLeast(List<Part> parts) {
    parts.remove(Collections.min(parts, Comparator.comparingInt(Part::worth)));
  }

  private List<Part> parts(long step, Map<String, Object> metrics, double secondsLeft) {
    List<Part> parts = new ArrayList<>();
    if (!label.isEmpty()) {
      parts.add(new Part(label, LABEL));
    }
    parts.add(
        new Part(
            total > 0 ? Figures.count(step) + "/" + Figures.count(total) : Figures.count(step),
            10));
    if (total > 0) {
      // Rounded down: 100 % is for the end alone.
      parts.add(new Part(100 * Math.min(step, total) / total + " %", 5));
    }
    add(parts, metrics.get("loss"), 8, v -> "loss " + Figures.compact(v, 4));
    add(parts, metrics.get("tokens_per_second"), 6, v -> Figures.compact(v) + " tok/s");
    add(parts, metrics.get("mfu"), 4, v -> "MFU " + Math.round(100 * v) + " %");
    Object memory = metrics.get("memory_mib");
    add(parts, memory != null ? memory : metrics.get("peak_rss_mib"), 3, Figures::mebibytes);
    if (total > 0 && step < total) {
      parts.add(new Part(Figures.stopwatch(secondsLeft) + " left", 9));
    }
    add(parts, metrics.get(RUN_SECONDS_LEFT), 7, v -> Figures.stopwatch(v) + " in all");
    return parts;
  }

  private static void add(
      List<Part> parts, @Nullable Object value, int worth, DoubleFunction<String> text) {
    if (value instanceof Number number) {
      parts.add(new Part(text.apply(number.doubleValue()), worth));
    }
  }

  private static String joined(List<Part> parts) {
    return String.join(GAP, parts.stream().map(Part::text).toList());
  }

  private String drawn(long step, int width) {
    double share = Math.min(1, Math.max(0, (double) step / total));
    if (unicode) {
      int halves = (int) (share * 2 * width);
      String half = halves % 2 == 1 ? "╸" : "";
      return "━".repeat(halves / 2) + half + "─".repeat(width - halves / 2 - half.length());
    }
    int inner = width - 2;
    int filled = (int) (share * inner);
    return "[" + "#".repeat(filled) + "-".repeat(inner - filled) + "]";
  }
}
