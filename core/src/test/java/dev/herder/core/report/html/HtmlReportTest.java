package dev.herder.core.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.herder.core.report.Series;
import dev.herder.core.report.html.Bars.Bar;
import dev.herder.core.report.html.Cards.Card;
import dev.herder.core.report.html.Counts.Count;
import dev.herder.core.report.html.Facts.Fact;
import dev.herder.core.report.html.Flow.Stage;
import dev.herder.core.report.html.Notes.Note;
import dev.herder.core.report.html.Samples.Pane;
import dev.herder.core.report.html.Samples.Sample;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  /** A report with a section of every kind and one text everywhere a text goes. */
  private static HtmlReport everywhere(String text) {
    Series series = Series.of(text, 1, 2, 3);
    HistogramChart histogram = HistogramChart.of(text, text, Map.of(text, new double[] {1, 2}));
    return HtmlReport.titled(text, text)
        .with(new Cards(text, List.of(new Card(text, text, text))))
        .with(new Notes(text, List.of(new Note(Tone.BAD, text))))
        .with(new Facts(text, List.of(new Fact(text, text))))
        .with(new Counts(text, 9, List.of(new Count(text, 8, Tone.GOOD))))
        .with(
            new Flow(text, text, List.of(new Stage(text, 5), new Stage(text, 4, Map.of(text, 1L)))))
        .with(
            new LineCharts(
                text, List.of(new LineChart(text, text, text, List.of(series), false, true))))
        .with(new Histograms(text, List.of(histogram)))
        .with(new Bars(text, text, List.of(new Bar(text, 3))))
        .with(new DataTable(text, List.of(text), List.of(List.of(text))))
        .with(
            new Samples(
                text,
                List.of(
                    new Sample(text, List.of(text), List.of(new Pane(text, text, Tone.PLAIN))))));
  }

  private static final Pattern TAG = Pattern.compile("<([^<>]*)>");

  /** The page without the insides of its style and its scripts. */
  private static String markup(String html) {
    return html.replaceAll("(?s)(<(style|script)[^>]*>).*?(</\\2>)", "$1$3");
  }

  @Test
  void textsCannotBecomeMarkup() {
    String evil =
        "</script></style></title></pre><script>alert(1)</script><img src=x onerror=alert(2)>"
            + "\" onmouseover=\"alert(3)\" x=' onclick='alert(4) <!-- ]]> &lt;b> \\u003c \u2028 ${7}";
    String plain = markup(everywhere("plain").html());
    String attacked = markup(everywhere(evil).html());
    assertEquals(tags(plain), tags(attacked));
    assertEquals(plain.split("<", -1).length, attacked.split("<", -1).length);
    Matcher tag = TAG.matcher(attacked);
    while (tag.find()) {
      String outside = tag.group(1).replaceAll("\"[^\"]*\"", "\"\"");
      assertFalse(outside.contains(" on"), tag.group());
      assertFalse(outside.contains("'"), tag.group());
    }
    assertFalse(attacked.contains("<img"));
  }

  private static List<String> tags(String markup) {
    return TAG.matcher(markup).results().map(r -> r.group(1).split(" ", 2)[0]).toList();
  }

  @Test
  void embeddedDataSurvivesEscaping() throws Exception {
    String evil = "</script><!-- & \"quoted\" \\";
    String html =
        HtmlReport.titled("t", "")
            .with(new LineCharts("", List.of(LineChart.of("a", "", Series.of(evil, 1, 2)))))
            .html();
    Matcher data =
        Pattern.compile("<script type=\"application/json\">(.*?)</script>").matcher(html);
    assertTrue(data.find());
    assertEquals(evil, new JsonMapper().readTree(data.group(1)).at("/series/0/name").asText());
  }

  @Test
  void nothingIsLoadedFromAnywhere() {
    String html = everywhere("text").html();
    // The one address in the page is SVG's namespace, a name that nothing is fetched from.
    assertEquals(
        Set.of("http://www.w3.org/2000/svg"),
        new TreeSet<>(
            Pattern.compile("[a-z]+://[^\"]*")
                .matcher(html)
                .results()
                .map(r -> r.group())
                .toList()));
    assertFalse(html.contains(" src=") || html.contains("<link") || html.contains("@import"));
    assertFalse(html.contains("url("));
    Matcher href = Pattern.compile("href=\"(.)").matcher(html);
    int links = 0;
    while (href.find()) {
      assertEquals("#", href.group(1));
      links++;
    }
    assertEquals(10, links);
  }

  @Test
  void thePolicyAllowsTheOwnScriptAlone() throws Exception {
    String html = everywhere("text").html();
    String script = html.substring(html.indexOf("<script>") + 8, html.lastIndexOf("</script>"));
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
    assertTrue(
        html.contains(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;;"
                + " style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-"
                + Base64.getEncoder().encodeToString(hash)
                + "&#39;\">"));
  }

  @Test
  void theSameReportIsTheSameBytes() {
    assertEquals(everywhere("text").html(), everywhere("text").html());
  }

  @Test
  void aBareReportIsAWholePage() {
    assertEquals(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="CSP">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>A run</title>
        <style></style>
        </head>
        <body>
        <header>
        <h1 dir="auto">A run</h1></header>
        <nav aria-label="Sections"><div><div class="links"><a href="#s1">Facts</a></div></div></nav>
        <main>
        <section id="s0">
        <dl class="cards"></dl>
        </section>
        <section id="s1">
        <h2>Facts</h2>
        <dl class="facts"></dl>
        </section>
        </main>
        <footer>Made by Herder. This page loads nothing from the network.</footer>
        <script></script>
        </body>
        </html>
        """,
        markup(
                HtmlReport.titled("A run", "")
                    .with(new Cards("", List.of()))
                    .with(new Facts("Facts", List.of()))
                    .html())
            .replaceAll("content=\"default-src[^\"]*\"", "content=\"CSP\""));
  }

  @Test
  void curvesBringTheirControls() {
    HtmlReport report = HtmlReport.titled("t", "s");
    assertFalse(report.html().contains("class=\"controls\""));
    String html =
        report.with(new LineCharts("c", List.of(LineChart.of("a", "", Series.of("a", 1))))).html();
    assertTrue(html.contains("<div class=\"controls\" hidden=\"\">"));
    assertTrue(html.contains("<h1 dir=\"auto\">t</h1><p dir=\"auto\">s</p>"));
  }
}
