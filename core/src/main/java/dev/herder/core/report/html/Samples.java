package dev.herder.core.report.html;

import dev.herder.core.report.Figures;
import java.util.List;

/**
 * Texts side by side, each sample in a box that opens and closes.
 *
 * <p>At most 200 samples are shown and 20,000 characters of a text; what is left out is told.
 */
public record Samples(String title, List<Sample> samples) implements Section {
  private static final int MOST_SAMPLES = 200;
  private static final int MOST_CHARACTERS = 20_000;

  /**
   * One sample.
   *
   * @param title its heading, for example the beginning of the prompt
   * @param tags short facts beside the heading, for example a score
   * @param panes the texts
   */
  public record Sample(String title, List<String> tags, List<Pane> panes) {
    public Sample {
      tags = List.copyOf(tags);
      panes = List.copyOf(panes);
    }
  }

  /** One text under a heading. */
  public record Pane(String heading, String text, Tone tone) {}

  public Samples {
    samples = List.copyOf(samples);
  }

  @Override
  public void writeTo(Markup out) {
    for (int i = 0; i < Math.min(samples.size(), MOST_SAMPLES); i++) {
      if (i == 0) {
        out.open("details", "class", "sample", "open", "");
      } else {
        out.open("details", "class", "sample");
      }
      write(out, samples.get(i));
      out.close("details").line();
    }
    if (samples.size() > MOST_SAMPLES) {
      out.leaf(
          "p",
          "The first " + MOST_SAMPLES + " of " + Figures.count(samples.size()) + " samples.",
          "class",
          "more");
    }
  }

  private static void write(Markup out, Sample sample) {
    out.open("summary").leaf("span", sample.title(), "class", "name", "dir", "auto");
    for (String tag : sample.tags()) {
      out.leaf("span", tag, "class", "tag");
    }
    out.close("summary").open("div", "class", "panes");
    for (Pane pane : sample.panes()) {
      String text = pane.text();
      int shown = Math.min(text.length(), MOST_CHARACTERS);
      if (shown < text.length() && Character.isHighSurrogate(text.charAt(shown - 1))) {
        shown--;
      }
      out.open("section", "class", "pane " + pane.tone().cssClass())
          .leaf("h3", pane.heading())
          .preformatted(text.substring(0, shown), "tabindex", "0", "dir", "auto");
      if (shown < text.length()) {
        out.leaf("p", Figures.count(text.length() - shown) + " more characters.", "class", "more");
      }
      out.close("section");
    }
    out.close("div");
  }
}
