package dev.herder.core.template;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TemplateGoldenTest {
  /** What works in Python and is refused here; docs/chat-templates.md names it. */
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "{{ s.encode() }}",
          "{{ s.translate({72: 'J'}) }}",
          "{{ 'abc'.maketrans('a', 'b') }}",
          "{{ 'http://a.b/c x'|urlize }}");

  @Test
  void textsAndFailuresAreThoseOfJinja() {
    JsonNode golden = Golden.read("snippets.json");
    Map<String, Object> variables = Golden.map(golden.path("variables"));
    List<Executable> checks = new ArrayList<>();
    for (JsonNode snippet : golden.path("snippets")) {
      String source = snippet.path(0).textValue();
      String expected = UNSUPPORTED.contains(source) ? null : snippet.path(1).textValue();
      checks.add(() -> assertEquals(expected, rendered(source, variables), source));
    }
    assertTrue(checks.size() > 800, "only " + checks.size() + " snippets");
    assertAll(checks);
  }

  @Test
  void whatIsUnsupportedSaysSo() {
    Map<String, Object> variables = Golden.map(Golden.read("snippets.json").path("variables"));
    for (String source : UNSUPPORTED) {
      TemplateError error = Errors.of(() -> Template.parse(source).render(variables));
      assertTrue(error.reason().endsWith("is not supported in chat templates here"), source);
    }
  }

  private static @Nullable String rendered(String source, Map<String, Object> variables) {
    try {
      return Template.parse(source).renderWithSpans(variables, Golden.NOW).text();
    } catch (TemplateError e) {
      Errors.check(e, source);
      return null;
    }
  }
}
