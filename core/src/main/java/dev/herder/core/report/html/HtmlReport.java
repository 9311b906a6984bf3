package dev.herder.core.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.report.MetricTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A report as one HTML page that needs no network and no other file.
 *
 * <p>The same sections give the same bytes. Texts may come from anywhere: they are escaped, and the
 * page's own policy lets nothing run but the page's own script and nothing load at all.
 *
 * @param title the page's heading
 * @param subtitle a line beneath; may be empty
 * @param sections from top to bottom
 */
public record HtmlReport(String title, String subtitle, List<Section> sections) {
  public HtmlReport {
    sections = List.copyOf(sections);
  }

  /** An empty report. */
  public static HtmlReport titled(String title, String subtitle) {
    return new HtmlReport(title, subtitle, List.of());
  }

  /**
   * The standard report of a training run: key figures, curves of every metric, rows, settings.
   *
   * @param metrics what {@code metrics.jsonl} holds
   * @param manifest what {@code manifest.json} holds; any part may be missing
   */
  public static HtmlReport forTraining(
      String title, String subtitle, MetricTable metrics, JsonNode manifest) {
    return new HtmlReport(title, subtitle, TrainingReport.sections(metrics, manifest));
  }

  /** The same report with one more section at its end. */
  public HtmlReport with(Section section) {
    List<Section> more = new ArrayList<>(sections);
    more.add(section);
    return new HtmlReport(title, subtitle, more);
  }

  /** The page. */
  public String html() {
    String script = resource("numbers.js") + resource("chart.js") + resource("page.js");
    String policy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + sha256(script) + "'";
    Markup out = new Markup();
    out.empty("!doctype html").line().open("html", "lang", "en").line().open("head").line();
    out.empty("meta", "charset", "utf-8").line();
    out.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy).line();
    out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    out.empty("meta", "name", "color-scheme", "content", "light dark").line();
    out.leaf("title", title).line().resource("style", resource("page.css")).line();
    out.close("head").line().open("body").line();
    writeHeader(out);
    out.open("main").line();
    for (int i = 0; i < sections.size(); i++) {
      writeSection(out, sections.get(i), i);
    }
    out.close("main").line();
    out.leaf("footer", "Made by Herder. This page loads nothing from the network.").line();
    out.resource("script", script).line();
    return out.close("body").line().close("html").line().toString();
  }

  private void writeHeader(Markup out) {
    out.open("header").line().leaf("h1", title, "dir", "auto");
    if (!subtitle.isEmpty()) {
      out.leaf("p", subtitle, "dir", "auto");
    }
    out.close("header").line();
    out.open("nav", "aria-label", "Sections").open("div").open("div", "class", "links");
    for (int i = 0; i < sections.size(); i++) {
      if (!sections.get(i).title().isEmpty()) {
        out.leaf("a", sections.get(i).title(), "href", "#s" + i);
      }
    }
    out.close("div");
    if (sections.stream().anyMatch(Chapter::hasCurves)) {
      // The script shows these; without it they would do nothing.
      out.open("div", "class", "controls", "hidden", "")
          .leaf("button", "Reset zoom", "type", "button", "class", "reset", "hidden", "")
          .open("label")
          .leaf("span", "Smoothing")
          .empty(
              "input",
              "type",
              "range",
              "min",
              "0",
              "max",
              "100",
              "value",
              "0",
              "aria-label",
              "Smoothing")
          .leaf("output", "off")
          .close("label")
          .close("div");
    }
    out.close("div").close("nav").line();
  }

  private static void writeSection(Markup out, Section section, int number) {
    out.open("section", "id", "s" + number).line();
    if (!section.title().isEmpty()) {
      out.leaf("h2", section.title()).line();
    }
    section.writeTo(out);
    out.line().close("section").line();
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
