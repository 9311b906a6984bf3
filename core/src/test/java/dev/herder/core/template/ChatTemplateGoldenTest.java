package dev.herder.core.template;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ChatTemplateGoldenTest {
  @Test
  void textsFailuresAndGenerationBlocksAreThoseOfTransformers() {
    JsonNode golden = Golden.read("chats.json");
    List<Chat> chats = Chat.all();
    List<Executable> checks = new ArrayList<>();
    for (JsonNode row : golden.path("results")) {
      String name = row.path(0).textValue();
      String source = Golden.chatTemplate(name);
      for (int i = 0; i < chats.size(); i++) {
        Chat chat = chats.get(i);
        JsonNode expected = row.path(i + 1);
        checks.add(
            () -> assertEquals(expected, rendered(source, chat), name + " of " + chat.name()));
      }
    }
    assertTrue(checks.size() > 900, "only " + checks.size() + " renderings");
    assertAll(checks);
  }

  private static JsonNode rendered(String source, Chat chat) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    try {
      Rendered rendered = chat.rendered(source, Limits.DEFAULT);
      if (!ChatTemplate.of(source).hasGenerationBlocks()) {
        return json.textNode(rendered.text());
      }
      ArrayNode marked = json.arrayNode().add(rendered.text());
      for (Rendered.Span span : rendered.generationSpans()) {
        marked.add(
            json.arrayNode()
                .add(rendered.text().codePointCount(0, span.start()))
                .add(rendered.text().codePointCount(0, span.end())));
      }
      return marked;
    } catch (TemplateError e) {
      Errors.check(e, source);
      return json.nullNode();
    }
  }
}
