package dev.herder.cli.console;

import java.io.PrintWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command has to show for itself: names and values in the order to show them.
 *
 * <p>Values are text, numbers, booleans, paths, enums, null, and maps and lists of these. Names are
 * those of the JSON result ({@code rows}, {@code tokens}, {@code seconds}, {@code
 * tokens_per_second}, {@code peak_rss_mib}, ...).
 */
public record Result(Map<String, @Nullable Object> values) {
  public Result {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * The result with what every command reports: {@code seconds}, {@code tokens_per_second} where
   * tokens were counted, and {@code peak_rss_mib} where the system tells. Values that are there
   * stay.
   *
   * @param seconds how long the command ran
   */
  public Result complete(double seconds) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
    all.putIfAbsent("seconds", seconds);
    if (all.get("tokens") instanceof Number tokens
        && all.get("seconds") instanceof Number time
        && time.doubleValue() > 0) {
      all.putIfAbsent("tokens_per_second", tokens.doubleValue() / time.doubleValue());
    }
    PeakMemory.mib().ifPresent(mib -> all.putIfAbsent("peak_rss_mib", mib));
    return new Result(all);
  }

  /** Prints one line of JSON. */
  public void printJson(PrintWriter out) {
    out.println(JsonLine.of(values));
    out.flush();
  }

  /** Prints a line per value, the values in a column of their own. */
  public void printText(PrintWriter out) {
    SummaryText.of(values).forEach(out::println);
    out.flush();
  }
}
