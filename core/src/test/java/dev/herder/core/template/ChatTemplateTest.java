package dev.herder.core.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
  private static final List<Map<String, String>> CHAT =
      List.of(
          Map.of("role", "user", "content", "Hi 🎉"),
          Map.of("role", "assistant", "content", "Yo"),
          Map.of("role", "assistant", "content", ""));

  private static String render(String source, Map<String, ?> variables) {
    return ChatTemplate.of(source).render(CHAT, true, variables, Golden.NOW);
  }

  @Test
  void generationBlocksAreCountedInChars() {
    ChatTemplate template =
        ChatTemplate.of(
            "{% for m in messages %}{% if m.role == 'user' %}{{ m.content }}|{% else %}"
                + "{% generation %}{{ m.content }}.{% endgeneration %}|{% endif %}{% endfor %}");
    Rendered rendered = template.renderWithSpans(CHAT, false, Map.of(), null);
    assertEquals("Hi 🎉|Yo.|.|", rendered.text());
    assertEquals(
        List.of(new Rendered.Span(6, 9), new Rendered.Span(10, 11)), rendered.generationSpans());
    assertTrue(template.hasGenerationBlocks());
    assertFalse(ChatTemplate.of("{# {% generation %} #}x").hasGenerationBlocks());
  }

  @Test
  void messagesAreDataAndNeverTemplate() {
    String content = "{{ 7 * 7 }}{% raw %}{# c #}";
    List<Map<String, String>> chat = List.of(Map.of("role", "user", "content", content));
    ChatTemplate template = ChatTemplate.of("{{ messages[0].content }}");
    assertEquals(content, template.render(chat, false, Map.of(), null));
  }

  @Test
  void absentToolsAndDocumentsAreNone() {
    assertEquals("NoneNone", render("{{ tools }}{{ documents }}", Map.of()));
    assertEquals("1", render("{{ tools|length }}", Map.of("tools", List.of(Map.of("name", "f")))));
    assertEquals(
        "the variable 'tools' must be a list of objects",
        Errors.of(() -> render("x", Map.of("tools", "f"))).reason());
    assertEquals(
        "the variable 'documents' must be a list of objects",
        Errors.of(() -> render("x", Map.of("documents", List.of("d")))).reason());
  }

  @Test
  void messagesAndPromptOfTheVariablesAreNotUsed() {
    Map<String, Object> variables = Map.of("messages", List.of(), "add_generation_prompt", false);
    assertEquals("3True", render("{{ messages|length }}{{ add_generation_prompt }}", variables));
  }

  @Test
  void reasoningIsSeenUnderTwoNames() {
    ChatTemplate template =
        ChatTemplate.of(
            "{{ messages[0].thinking }}/{{ messages[0].reasoning_content }}/"
                + "{{ messages[1].thinking is defined }}");
    for (String name : List.of("thinking", "reasoning", "reasoning_content")) {
      List<Map<String, String>> chat = List.of(Map.of("role", "assistant", name, "hm"), Map.of());
      assertEquals("hm/hm/False", template.render(chat, false, Map.of(), null), name);
    }
  }

  @Test
  void theCallersValuesStayAsTheyAre() {
    Map<String, Object> variables = new HashMap<>();
    variables.put("l", Arrays.asList(1, null, 2.0f, (short) 3));
    assertEquals("[1, None, 2.0, 3]", render("{{ l }}{% set l = [] %}", variables));
    assertTrue(Errors.of(() -> render("{{ l.append(1) }}", variables)).reason().contains("unsafe"));
    assertEquals(Arrays.asList(1, null, 2.0f, (short) 3), variables.get("l"));
  }

  @Test
  void aTemplateThatAsksForTheDateMustBeGivenOne() {
    ChatTemplate template = ChatTemplate.of("a\n{{ strftime_now('%d %b %Y') }}");
    assertTrue(template.usesDate());
    assertFalse(ChatTemplate.of("strftime_now").usesDate());
    assertEquals("a\n03 Jul 2025", template.render(CHAT, false, Map.of(), Golden.NOW));
    TemplateError error = Errors.of(() -> template.render(CHAT, false, Map.of(), null));
    assertEquals(
        "chat template line 2: the template asks for the date (strftime_now), but none was given",
        error.getMessage());
  }

  @Test
  void refusalsCarryTheTemplatesWordsAndLineInOneLine() {
    String source =
        "\n\n{% if messages %}\n{{ raise_exception('No\nway\u0007' ~ 'x' * 999) }}{% endif %}";
    TemplateError error = Errors.of(() -> render(source, Map.of()));
    assertEquals(4, error.line());
    assertTrue(error.reason().startsWith("the template refuses its input: No\\nway x"));
    assertEquals(504, error.reason().length());
  }

  @Test
  void syntaxErrorsNameTheirLine() {
    assertEquals(3, Errors.of(() -> ChatTemplate.of("a\n{% if x %}\n{{ 1 + }}{% endif %}")).line());
    assertEquals(2, Errors.of(() -> ChatTemplate.of("a\n{% nonsense %}")).line());
  }
}
