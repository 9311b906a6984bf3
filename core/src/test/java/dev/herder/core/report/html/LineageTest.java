package dev.herder.core.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.report.html.Lineage.Input;
import dev.herder.core.report.html.Lineage.Item;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LineageTest {
  private static final String HASH = "0123456789abcdef0123";

  private static Item item(String name, Input... inputs) {
    return new Item(
        name,
        inputs.length == 0 ? "given" : "made",
        List.of(inputs),
        Map.of("rows.jsonl", HASH),
        List.of(new Facts.Fact("rows", "12")));
  }

  private static String html(Item... items) {
    Markup out = new Markup();
    new Lineage("Lineage", List.of(items)).writeTo(out);
    return out.toString();
  }

  /** Three in a row: data, mix, model. */
  private static String chain() {
    return html(
        item("my data.jsonl"),
        item("round-1/mix", new Input("data", "my data.jsonl", "", HASH)),
        item("round-1/sft", new Input("rows", "round-1/mix", "rows.jsonl", HASH)));
  }

  @Test
  void everyLinkLeadsToAnItem() {
    String html = chain();
    Set<String> ids = found(html, "id=\"([^\"]*)\"");
    assertEquals(3, ids.size());
    Set<String> links = found(html, "href=\"#([^\"]*)\"");
    assertEquals(ids, links, "each item is linked from another");
    ids.forEach(id -> assertTrue(id.matches("[a-zA-Z0-9.-]+"), id));
  }

  @Test
  void tellsWhatAnItemWasMadeFromAndWhatUsesIt() {
    String html = chain();
    assertTrue(
        html.contains(
            "<span class=\"role\">rows</span><a href=\"#of-round-1.2f.mix\">round-1/mix</a>"
                + "<span>rows.jsonl</span><code title=\""
                + HASH
                + "\">0123456789abcdef…</code>"),
        html);
    String mix = html.substring(html.indexOf("id=\"of-round-1.2f.mix\""));
    assertTrue(
        mix.contains(
            "<dt>used by</dt><dd class=\"names\"><a href=\"#of-round-1.2f.sft\">round-1/sft</a>"));
    String sft = html.substring(html.indexOf("id=\"of-round-1.2f.sft\""));
    assertTrue(
        sft.contains(
            "<dt>rests on</dt><dd class=\"names\"><a href=\"#of-my.20.data.2e.jsonl\">my data"));
  }

  @Test
  void whatIsNotOnThePageIsNamedWithoutALink() {
    String html = html(item("made", new Input("data", "elsewhere", "", HASH)));
    assertTrue(html.contains("<span>elsewhere</span>"), html);
  }

  @Test
  void differentNamesHaveDifferentPlaces() {
    assertNotEquals(Lineage.anchor("a/b"), Lineage.anchor("a.b"));
    assertNotEquals(Lineage.anchor("a.2f.b"), Lineage.anchor("a/b"));
  }

  private static Set<String> found(String html, String pattern) {
    Set<String> found = new TreeSet<>();
    Pattern.compile(pattern).matcher(html).results().forEach(each -> found.add(each.group(1)));
    return found;
  }
}
