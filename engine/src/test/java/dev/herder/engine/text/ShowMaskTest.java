package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShowMaskTest {
  private static final EncoderConfig CONFIG =
      EncoderConfig.defaults(LocalDateTime.of(2026, 1, 2, 3, 4));
  private static final Row ROW = Rows.chat(Rows.user("1 é"), Rows.assistant("a\tb\nc"));

  private Tokenizer bytes;

  @BeforeAll
  void load() {
    bytes = Tokenizer.load(Golden.folder("bytes"));
  }

  @AfterAll
  void close() {
    bytes.close();
  }

  private ShowMask view(EncoderConfig config, boolean colours) {
    return new ShowMask(new Encoder(bytes, config), colours, false);
  }

  @Test
  void everyTokenIsACell() {
    assertEquals(
        List.of(
            "rows.jsonl:7: 30 tokens, 7 learned",
            "prompt ⟦<|im_start|>⟧│u│s│e│r│↵",
            "       1│·│…│é│⟦<|im_end|>⟧│↵",
            "       ⟦<|im_start|>⟧│a│s│s│i│s│t│a│n│t│↵",
            "learn  a│⇥│b│↵",
            "       c│⟦<|im_end|>⟧│↵"),
        view(CONFIG, false).show(ROW));
  }

  @Test
  void coloursAddNothingButColours() {
    List<String> coloured = view(CONFIG, true).show(ROW);
    assertTrue(coloured.get(4).startsWith("learn  \u001b[32ma"), coloured.get(4));
    assertTrue(coloured.get(1).contains("\u001b[2m\u001b[1m⟦<|im_start|>⟧\u001b[0m\u001b[2m"));
    assertEquals(
        view(CONFIG, false).show(ROW),
        coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9]+m", "")).toList());
    assertFalse(view(CONFIG, true).legend().isEmpty());
  }

  @Test
  void idsStandBelowTheirTokens() {
    Encoder encoder = new Encoder(bytes, CONFIG);
    List<String> lines = new ShowMask(encoder, false, true).show(ROW);
    int[] ids = ((Encoded) ((Outcome.Used) encoder.encode(ROW)).row()).ids();
    List<String> shown =
        lines.stream()
            .filter(line -> line.startsWith("ids    "))
            .flatMap(line -> List.of(line.substring(7).split(" ", -1)).stream())
            .toList();
    assertEquals(Arrays.stream(ids).mapToObj(String::valueOf).toList(), shown);
    assertEquals("learn  a│⇥│b│↵", lines.get(7));
    assertEquals(5, lines.get(8).split(" +", -1).length, lines.get(8));
  }

  @Test
  void bothSidesOfAPreference() {
    Row row =
        new Row.Preference(
            Rows.SOURCE,
            new Turns.Plain("ab"),
            new Turns.Plain("c"),
            new Turns.Plain("de"),
            Map.of());
    assertEquals(
        List.of(
            "rows.jsonl:7: 7 tokens, 5 learned",
            "prompt a│b",
            "chosen: 2 tokens",
            "learn  c│⟦<|im_end|>⟧",
            "rejected: 3 tokens",
            "learn  d│e│⟦<|im_end|>⟧"),
        view(CONFIG, false).show(row));
  }

  @Test
  void whatIsNotUsedSaysWhy() {
    Row row = Rows.chat(Rows.user("only"));
    List<String> lines = view(CONFIG, false).show(row);
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).startsWith("rows.jsonl:7: has no token to learn"), lines.get(0));
    assertEquals(
        List.of("rows.jsonl:7: dropped: too long"),
        view(CONFIG.withMaxLength(5, Overlong.DROP), false).show(ROW));
    lines = view(CONFIG.withMaxLength(28, Overlong.TRUNCATE), false).show(ROW);
    assertEquals("note   truncated to 28 tokens", lines.get(lines.size() - 1));
  }

  @Test
  void nothingThatATerminalObeysComesThrough() {
    String dangerous = "\u001b[2J\r\u0007\u009b\u202e\u00a0\u2028\ufdd0";
    String shown = ShowMask.visible(dangerous);
    assertEquals("\\u{1b}[2J\\u{d}\\u{7}\\u{9b}\\u{202e}\\u{a0}\\u{2028}\\u{fdd0}", shown);
    assertEquals("👩‍👧·x", ShowMask.visible("👩‍👧 x"));
  }
}
