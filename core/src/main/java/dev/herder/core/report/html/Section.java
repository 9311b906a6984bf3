package dev.herder.core.report.html;

/** A part of a report page under a heading of its own. */
public sealed interface Section
    permits Cards,
        Chapter,
        Notes,
        Facts,
        Counts,
        Flow,
        LineCharts,
        IntervalChart,
        Histograms,
        Bars,
        HeatMap,
        DataTable,
        Lineage,
        Samples {
  /** The heading; empty for none. */
  String title();

  /** Writes what stands under the heading. */
  void writeTo(Markup out);
}
