package dev.herder.core.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.herder.core.report.html.Bars.Bar;
import dev.herder.core.report.html.Cards.Card;
import dev.herder.core.report.html.Facts.Fact;
import dev.herder.core.report.html.Flow.Stage;
import dev.herder.core.report.html.Notes.Note;
import dev.herder.core.report.html.Samples.Pane;
import dev.herder.core.report.html.Samples.Sample;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionTest {
  private static String html(Section section) {
    Markup out = new Markup();
    section.writeTo(out);
    return out.toString();
  }

  @Test
  void cards() {
    assertEquals(
        "<dl class=\"cards\"><div><dt>Steps</dt><dd>12</dd></div>"
            + "<div><dt>Loss</dt><dd>0.5</dd><dd class=\"detail\">from 2</dd></div></dl>",
        html(
            new Cards(
                "", List.of(new Card("Steps", "12", ""), new Card("Loss", "0.5", "from 2")))));
  }

  @Test
  void notes() {
    assertEquals(
        "<ul class=\"notes\"><li class=\"plain\"><b>Note</b><span dir=\"auto\">one</span></li>"
            + "<li class=\"good\"><b>Good</b><span dir=\"auto\">two</span></li>"
            + "<li class=\"warning\"><b>Warning</b><span dir=\"auto\">three</span></li>"
            + "<li class=\"bad\"><b>Problem</b><span dir=\"auto\">four</span></li></ul>",
        html(
            new Notes(
                "",
                List.of(
                    new Note(Tone.PLAIN, "one"),
                    new Note(Tone.GOOD, "two"),
                    new Note(Tone.WARNING, "three"),
                    new Note(Tone.BAD, "four")))));
  }

  @Test
  void factsAreTheLeavesOfJson() throws JsonProcessingException {
    Facts facts =
        Facts.of(
            "Settings",
            new JsonMapper()
                .readTree(
                    """
                    {"lr":2.0E-5,"min":2.5E-7,"decay":0.0,"lora":{"r":16,"on":["q","v"]},
                     "none":null,"on":true,"list":[{"a":1},2],"empty":{}}"""));
    assertEquals(
        List.of(
            new Fact("lr", "2e-5"),
            new Fact("min", "2.5e-7"),
            new Fact("decay", "0.0"),
            new Fact("lora.r", "16"),
            new Fact("lora.on", "q, v"),
            new Fact("none", "–"),
            new Fact("on", "true"),
            new Fact("list.0.a", "1"),
            new Fact("list.1", "2")),
        facts.facts());
    assertEquals(
        "<dl class=\"facts\"><div><dt>a</dt><dd dir=\"auto\">b</dd></div></dl>",
        html(new Facts("", List.of(new Fact("a", "b")))));
  }

  @Test
  void countsOfRowsComeFromTheManifest() throws JsonProcessingException {
    Counts counts =
        Counts.ofRows(
            "Rows",
            new JsonMapper()
                .readTree(
                    """
                    {"read":2000,"used":1999,"dropped":{"empty":1},"truncated":{"too long":500}}"""));
    assertEquals(
        "<table class=\"meters\"><tbody>"
            + "<tr class=\"good\"><th scope=\"row\">used</th><td class=\"number\">1,999</td>"
            + "<td class=\"number\">&gt;99.9 %</td><td class=\"meter\">"
            + "<i style=\"width:99.95%\"></i></td></tr>"
            + "<tr class=\"bad\"><th scope=\"row\">dropped: empty</th><td class=\"number\">1</td>"
            + "<td class=\"number\">0.1 %</td><td class=\"meter\">"
            + "<i style=\"width:0.05%\"></i></td></tr>"
            + "<tr class=\"warning\"><th scope=\"row\">truncated: too long</th>"
            + "<td class=\"number\">500</td><td class=\"number\">25 %</td><td class=\"meter\">"
            + "<i style=\"width:25.00%\"></i></td></tr>"
            + "<tr class=\"total\"><th scope=\"row\">total</th><td class=\"number\">2,000</td>"
            + "<td></td><td></td></tr></tbody></table>",
        html(counts));
    assertTrue(
        html(Counts.ofRows("", new JsonMapper().createObjectNode()))
            .contains("<td class=\"number\">–</td>"));
  }

  @Test
  void aFlowTellsEveryLossAndWhatNobodyAccountsFor() {
    assertEquals(
        "<ol class=\"flow\">"
            + "<li><b>read</b><span class=\"track\"><i style=\"width:50.00%\"></i></span>"
            + "<span class=\"number\">200 rows</span></li>"
            + "<li><b>sampled</b><span class=\"track\"><i style=\"width:100.00%\"></i></span>"
            + "<span class=\"number\">400 rows</span></li>"
            + "<li class=\"loss\"><span>duplicate</span>"
            + "<span class=\"number\">−100 (25 %)</span></li>"
            + "<li class=\"loss\"><span>no reason given</span>"
            + "<span class=\"number\">−30 (7.5 %)</span></li>"
            + "<li><b>kept</b><span class=\"track\"><i style=\"width:67.50%\"></i></span>"
            + "<span class=\"number\">270 rows</span></li></ol>",
        html(
            new Flow(
                "",
                "rows",
                List.of(
                    new Stage("read", 200),
                    new Stage("sampled", 400),
                    new Stage("kept", 270, Map.of("duplicate", 100L))))));
    assertTrue(html(new Flow("", "rows", List.of(new Stage("read", 0)))).contains("width:0.00%"));
  }

  @Test
  void barsStandOnACommonZero() {
    assertEquals(
        "<p class=\"unit\">points</p><table class=\"bars\"><tbody>"
            + "<tr class=\"positive\"><th scope=\"row\">a</th><td class=\"track\">"
            + "<i style=\"margin-left:25.00%;width:75.00%\"></i></td><td class=\"number\">6</td></tr>"
            + "<tr class=\"negative\"><th scope=\"row\">b</th><td class=\"track\">"
            + "<i style=\"margin-left:0.00%;width:25.00%\"></i></td><td class=\"number\">-2</td></tr>"
            + "<tr class=\"positive\"><th scope=\"row\">c</th><td class=\"track\">"
            + "<i style=\"margin-left:25.00%;width:0.00%\"></i></td><td class=\"number\">NaN</td>"
            + "</tr></tbody></table>",
        html(
            new Bars(
                "",
                "points",
                List.of(new Bar("a", 6), new Bar("b", -2), new Bar("c", Double.NaN)))));
    assertTrue(
        html(new Bars(
                "", "", List.of(new Bar("a", Double.MAX_VALUE), new Bar("b", -Double.MAX_VALUE))))
            .contains("margin-left:50.00%;width:50.00%"));
    assertTrue(html(new Bars("", "", List.of(new Bar("a", 0)))).contains("width:0.00%"));
  }

  @Test
  void aTableAlignsNumbersByTheirPoint() {
    List<List<Object>> rows =
        List.of(List.of("x", 1234, 12.5, 3e-9, ""), List.of("y", 7L, -0.25, 4.5, 0.5f));
    assertEquals(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"T\">"
            + "<table class=\"data\"><thead><tr>"
            + "<th scope=\"col\" class=\"\"><button type=\"button\">p</button></th>"
            + "<th scope=\"col\" class=\"number\"><button type=\"button\">n</button></th>"
            + "<th scope=\"col\" class=\"number\"><button type=\"button\">s</button></th>"
            + "<th scope=\"col\" class=\"number\"><button type=\"button\">t</button></th>"
            + "<th scope=\"col\" class=\"number\"><button type=\"button\">u</button></th>"
            + "</tr></thead>\n<tbody>"
            + "<tr><td dir=\"auto\">x</td><td class=\"number\" data-value=\"1234\">1,234</td>"
            + "<td class=\"number\" data-value=\"12.5\">12.50</td>"
            + "<td class=\"number\" data-value=\"3.0E-9\">0.000</td>"
            + "<td class=\"number\" data-value=\"\"></td></tr>\n"
            + "<tr><td dir=\"auto\">y</td><td class=\"number\" data-value=\"7\">7</td>"
            + "<td class=\"number\" data-value=\"-0.25\">-0.25</td>"
            + "<td class=\"number\" data-value=\"4.5\">4.500</td>"
            + "<td class=\"number\" data-value=\"0.5\">0.5000</td></tr>\n"
            + "</tbody></table></div>",
        html(new DataTable("T", List.of("p", "n", "s", "t", "u"), rows)));
  }

  @Test
  void aTableOfExtremesFallsBackToShortNumbers() {
    String html = html(new DataTable("", List.of("a"), List.of(List.of(1e9), List.of(Double.NaN))));
    assertTrue(html.contains(">1G<") && html.contains(">NaN<"), html);
  }

  @Test
  void aLongTableIsCutAndSaysSo() {
    DataTable table =
        new DataTable("", List.of("a"), Collections.nCopies(1234, List.<Object>of("cell")));
    String html = html(table);
    assertEquals(1000, html.split("<td", -1).length - 1);
    assertTrue(html.endsWith("<p class=\"more\">The first 1,000 of 1,234 rows.</p>"), html);
    assertThrows(
        IllegalArgumentException.class,
        () -> new DataTable("", List.of("a", "b"), List.of(List.of(1))));
    assertFalse(html(new DataTable("", List.of("a"), List.of())).contains("<td"));
  }

  @Test
  void samplesStandSideBySide() {
    assertEquals(
        "<details class=\"sample\" open=\"\"><summary>"
            + "<span class=\"name\" dir=\"auto\">2 + 2?</span><span class=\"tag\">score 1</span>"
            + "</summary><div class=\"panes\"><section class=\"pane good\"><h3>chosen</h3>"
            + "<pre tabindex=\"0\" dir=\"auto\">\n4</pre></section></div></details>\n"
            + "<details class=\"sample\"><summary><span class=\"name\" dir=\"auto\">more</span>"
            + "</summary><div class=\"panes\"></div></details>\n",
        html(
            new Samples(
                "",
                List.of(
                    new Sample(
                        "2 + 2?", List.of("score 1"), List.of(new Pane("chosen", "4", Tone.GOOD))),
                    new Sample("more", List.of(), List.of())))));
  }

  @Test
  void manyAndLongSamplesAreCutAndSaySo() {
    Pane pane = new Pane("p", "x".repeat(19_999) + "🙂" + "y".repeat(5000), Tone.PLAIN);
    String html =
        html(new Samples("", Collections.nCopies(201, new Sample("s", List.of(), List.of(pane)))));
    assertEquals(200, html.split("<details", -1).length - 1);
    assertTrue(html.contains("x</pre><p class=\"more\">5,002 more characters.</p>"));
    assertTrue(html.endsWith("<p class=\"more\">The first 200 of 201 samples.</p>"));
  }

  @Test
  void aChapterHasItsPartsUnderTheirHeadings() {
    Chapter chapter =
        new Chapter(
            "Flow",
            List.of(
                new Flow("round 1", "rows", List.of(new Stage("read", 2))),
                new LineCharts("", List.of())));
    String html = html(chapter);
    assertTrue(html.contains("<div class=\"part\">\n<h3>round 1</h3>\n<ol class=\"flow\">"), html);
    assertEquals(1, html.split("<h3>", -1).length - 1);
    assertTrue(Chapter.hasCurves(chapter));
    assertFalse(Chapter.hasCurves(new Chapter("", List.of(chapter.parts().get(0)))));
  }

  @Test
  void aCellMayLeadElsewhere() {
    DataTable table =
        new DataTable(
            "Cost",
            List.of("step", "seconds"),
            List.of(List.of(new DataTable.Link("round-1/sft", "of-x"), 2)));
    assertTrue(
        html(table).contains("<td dir=\"auto\"><a href=\"#of-x\">round-1/sft</a></td>"),
        html(table));
  }
}
