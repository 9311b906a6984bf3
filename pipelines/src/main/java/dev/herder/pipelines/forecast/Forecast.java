package dev.herder.pipelines.forecast;

import dev.herder.core.report.Figures;
import dev.herder.pipelines.journal.Standing;
import dev.herder.pipelines.journal.Standing.State;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The steps of a run, where each stands, and what it may take.
 *
 * @param lines in the order of the run
 */
public record Forecast(List<Line> lines) {
  private static final double MIB = 1 << 20;

  /** One step. */
  public record Line(String step, String stage, Standing standing, Estimate estimate) {}

  public Forecast {
    lines = List.copyOf(lines);
  }

  /** Seconds of all that is to be done; NaN if nothing tells. */
  public double seconds() {
    return lines.stream().mapToDouble(line -> line.estimate().seconds()).sum();
  }

  /** Bytes of all that is to be done. */
  public long bytes() {
    return lines.stream().mapToLong(line -> line.estimate().bytes()).sum();
  }

  /** Steps that are not reused. */
  public int open() {
    return (int) lines.stream().filter(line -> line.standing().state() != State.DONE).count();
  }

  /**
   * One line a step: name, state, time, disk, reason; then the totals and what they rest on.
   *
   * @param free bytes that are free where the run writes
   */
  public String render(long free) {
    int width = lines.stream().mapToInt(line -> line.step().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      boolean done = line.standing().state() == State.DONE;
      String reason = line.standing().reason();
      String row =
          String.format(
              "%-" + Math.max(1, width) + "s  %-11s  %8s  %10s  %s",
              line.step(),
              line.standing().state().words(),
              done ? "" : time(line.estimate().seconds()),
              done ? "" : disk(line.estimate().bytes()),
              reason);
      text.append(row.stripTrailing()).append('\n');
    }
    text.append(totals(free));
    return text.toString();
  }

  private String totals(long free) {
    if (open() == 0) {
      return "all " + lines.size() + " steps are done; nothing to do\n";
    }
    StringBuilder text = new StringBuilder();
    text.append(open())
        .append(" of ")
        .append(lines.size())
        .append(" steps to do: about ")
        .append(time(seconds()))
        .append(" and ")
        .append(disk(bytes()))
        .append(", with ")
        .append(disk(free))
        .append(" free\n");
    Map<String, Long> bases =
        lines.stream()
            .map(line -> line.estimate().basis())
            .filter(basis -> !basis.isEmpty())
            .collect(Collectors.groupingBy(basis -> basis, Collectors.counting()));
    bases.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(
            basis ->
                text.append("the time of ")
                    .append(basis.getValue())
                    .append(" rests on ")
                    .append(basis.getKey())
                    .append('\n'));
    return text.toString();
  }

  private static String time(double seconds) {
    return Double.isFinite(seconds) ? Figures.duration(seconds) : "?";
  }

  private static String disk(long bytes) {
    return Figures.mebibytes(bytes / MIB);
  }
}
