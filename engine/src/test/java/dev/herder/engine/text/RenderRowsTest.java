package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderRowsTest {
  private static final String TEMPLATE =
      "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}"
          + "{{ ' ' + m.name if m.name is defined }}{% endfor %}"
          + "{% if add_generation_prompt %}>{% endif %}{{ tools | length if tools }}{{ extra }}";

  private final RenderRows rows =
      new RenderRows(
          Optional.of(TEMPLATE), Map.of("bos_token", "<s>"), LocalDateTime.of(2025, 7, 10, 12, 0));

  private static Map<String, String> line(RenderRows rows, String json) {
    try {
      return rows.row(new ObjectMapper().readValue(json, new TypeReference<>() {}));
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }

  private String text(String json) {
    Map<String, String> result = line(rows, json);
    assertEquals(List.of("text"), List.copyOf(result.keySet()), result.toString());
    return String.valueOf(result.get("text"));
  }

  private String error(String json) {
    Map<String, String> result = line(rows, json);
    assertEquals(List.of("error"), List.copyOf(result.keySet()), result.toString());
    String message = String.valueOf(result.get("error"));
    assertFalse(message.contains("\n"), message);
    return message;
  }

  @Test
  void rowsBringTheirVariables() {
    String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\",\"name\":null}]";
    assertEquals("<s>[user]hi", text("{" + messages + "}"));
    assertEquals(
        "<b>[user]hi>2x",
        text(
            "{"
                + messages
                + ",\"add_generation_prompt\":true,\"bos_token\":\"<b>\",\"extra\":\"x\","
                + "\"tools\":[{},{}]}"));
    assertEquals("<s>[user]hi1", text("{" + messages + ",\"tools\":\"[{}]\"}"));
    assertEquals(
        "<s>[user]hiz", text("{" + messages + ",\"chat_template_kwargs\":{\"extra\":\"z\"}}"));
    assertEquals(
        "2025-07-10",
        text("{" + messages + ",\"chat_template\":\"{{ strftime_now('%Y-%m-%d') }}\"}"));
  }

  @Test
  void promptsAreOpenAndCompletedOnesAreNot() {
    String prompt = "\"prompt\":[{\"role\":\"user\",\"content\":\"q\"}]";
    assertEquals("<s>[user]q>", text("{" + prompt + "}"));
    assertEquals(
        "<s>[user]q[assistant]a",
        text("{" + prompt + ",\"completion\":[{\"role\":\"assistant\",\"content\":\"a\"}]}"));
  }

  @Test
  void whatFailsIsAnError() {
    String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    assertTrue(error("{}").contains("expected messages, or prompt"));
    assertTrue(error("{\"messages\":3}").contains("messages: expected a list"));
    assertTrue(error("{\"messages\":[]}").contains("messages: is empty"));
    assertTrue(error("{\"prompt\":\"q\"}").contains("prompt: is plain text"));
    assertTrue(error("{\"prompt\":[],\"chosen\":[],\"rejected\":[]}").contains("has two answers"));
    assertTrue(
        error("{" + messages + ",\"continue_final_message\":true}").contains("not supported"));
    assertTrue(error("{\"messages\":[1]}").contains("messages[0]: expected an object"));
    assertTrue(error("{" + messages + ",\"add_generation_prompt\":1}").contains("true or false"));
    assertTrue(error("{" + messages + ",\"chat_template\":1}").contains("chat_template"));
    assertTrue(error("{" + messages + ",\"tools\":\"[\"}").contains("not a JSON list"));
    assertTrue(error("{" + messages + ",\"chat_template\":\"{% if %}\"}").contains("line 1"));
    assertTrue(
        error("{" + messages + ",\"chat_template\":\"{{ raise_exception('no') }}\"}")
            .contains("no"));
    RenderRows without =
        new RenderRows(Optional.empty(), Map.of(), LocalDateTime.of(2026, 1, 2, 3, 4));
    assertTrue(
        String.valueOf(line(without, "{" + messages + "}").get("error"))
            .contains("--chat-template"));
  }

  @Test
  void filesGiveOneLineARow(@TempDir Path folder) throws IOException {
    Path in = folder.resolve("rows.jsonl");
    Path out = folder.resolve("texts.jsonl");
    Files.writeString(
        in, "{\"messages\":[{\"role\":\"user\",\"content\":\"é\\n\"}]}\n\n{\"messages\":3}\n{\n");
    RenderRows.Result result = rows.file(in, out);
    assertEquals(3, result.rows());
    assertEquals(2, result.failed());
    List<String> lines = Files.readAllLines(out);
    assertEquals(3, lines.size());
    assertEquals("{\"text\":\"<s>[user]é\\n\"}", lines.get(0));
    assertEquals(
        "{\"error\":\"" + in + ":3: messages: expected a list of messages\"}", lines.get(1));
    assertTrue(lines.get(2).startsWith("{\"error\":\"" + in + ":4: not JSON at"), lines.get(2));
    assertTrue(lines.get(1).contains(String.valueOf(result.firstError())));
    Files.write(in, new byte[] {'{', (byte) 0xc3, '}', '\n'});
    assertEquals(1, rows.file(in, out).failed());
    lines = Files.readAllLines(out);
    assertTrue(lines.get(0).contains("not UTF-8"), lines.get(0));
    assertTrue(Refusal.of(() -> rows.file(folder.resolve("no"), out)).contains("no such file"));
    assertTrue(Refusal.of(() -> rows.file(folder, out)).contains("is a folder"));
    assertEquals(lines, Files.readAllLines(out), "a failed run leaves the old file");
  }

  @Test
  void filesGiveTemplateAndTokens(@TempDir Path folder) throws IOException {
    LocalDateTime now = LocalDateTime.of(2026, 1, 2, 3, 4);
    Path template =
        Files.writeString(folder.resolve("t.jinja"), "{{ eos_token }}{{ messages|length }}");
    String row = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    assertEquals(
        Map.of("text", "1"), line(RenderRows.of(null, template, now), row), "no token is named");
    assertEquals(
        Map.of("text", "<|im_end|>1"),
        line(RenderRows.of(Golden.folder("bytes"), template, now), row));
    assertEquals(
        Map.of("text", "<|im_start|>user\nhi<|im_end|>\n"),
        line(RenderRows.of(Golden.folder("bytes"), null, now), row));
    Files.writeString(template, "{% if %}");
    String refusal = Refusal.of(() -> RenderRows.of(null, template, now));
    assertTrue(refusal.startsWith(template + ": "), refusal);
    assertTrue(Refusal.of(() -> RenderRows.of(null, folder.resolve("none"), now)).contains("none"));
  }
}
