package dev.herder.synthdata.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PromptsTest {
  @TempDir private Path folder;

  @Test
  void takesTheUsersTemplatesInThePlaceOfItsOwn() throws IOException {
    Path main = Files.writeString(folder.resolve("m.jinja"), "Main {{ source }}");
    Path other = Files.writeString(folder.resolve("o.jinja"), "Check {{ question_fenced }}");
    List<String> names = List.of("qa", "qa-check");
    Prompts own = Prompts.load(names, List.of());
    Prompts prompts = Prompts.load(names, List.of(main.toString(), "qa-check=" + other));
    assertEquals("Main {{ x }}", prompts.render("qa", Map.of("source", "{{ x }}")));
    assertEquals(
        "Check " + Fence.around("Why?"), prompts.render("qa-check", Map.of("question", "Why?")));
    assertNotEquals(own.id("qa"), prompts.id("qa"));
    assertEquals(prompts.id("qa"), prompts.ids().get("qa"));
  }

  @Test
  void saysWhatIsWrongWithATemplate() throws IOException {
    Path broken = Files.writeString(folder.resolve("b.jinja"), "one\n{% if %}");
    Path failing = Files.writeString(folder.resolve("f.jinja"), "{{ raise_exception('no') }}");
    Path nothing = Files.writeString(folder.resolve("n.jinja"), " {{ missing }}\n");
    assertTrue(message(broken.toString()).startsWith(broken + ", line 2: "));
    assertTrue(message("other=" + broken).contains("expected one of qa"));
    assertTrue(message(folder.resolve("none.jinja").toString()).contains("no such template"));
    for (Path each : List.of(failing, nothing)) {
      Prompts prompts = Prompts.load(List.of("qa"), List.of(each.toString()));
      UserError error =
          assertThrows(UserError.class, () -> prompts.render("qa", Map.of("source", "s")));
      assertTrue(String.valueOf(error.getMessage()).startsWith(each.toString()));
    }
  }

  private static String message(String override) {
    return String.valueOf(
        assertThrows(UserError.class, () -> Prompts.load(List.of("qa"), List.of(override)))
            .getMessage());
  }

  @Test
  void noTextHoldsItsOwnEndMark() {
    String inner = Fence.around("x");
    String outer = Fence.around(inner);
    String mark = outer.substring(8, 20);
    assertEquals("[[begin " + mark + "]]\n" + inner + "\n[[end " + mark + "]]", outer);
    assertTrue(!inner.contains(mark));
  }
}
