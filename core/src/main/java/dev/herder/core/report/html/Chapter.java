package dev.herder.core.report.html;

import java.util.List;

/** Sections that belong together, under one heading of the page. */
public record Chapter(String title, List<Section> parts) implements Section {
  public Chapter {
    parts = List.copyOf(parts);
  }

  @Override
  public void writeTo(Markup out) {
    for (Section part : parts) {
      out.open("div", "class", "part").line();
      if (!part.title().isEmpty()) {
        out.leaf("h3", part.title()).line();
      }
      part.writeTo(out);
      out.close("div").line();
    }
  }

  /** Whether the page's controls of curves have anything to do here. */
  static boolean hasCurves(Section section) {
    return section instanceof LineCharts
        || (section instanceof Chapter chapter
            && chapter.parts().stream().anyMatch(Chapter::hasCurves));
  }
}
