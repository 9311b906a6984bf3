package dev.herder.core.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final Limits SMALL =
      new Limits(20_000, 200, 300_000L, 200_000, 2_000_000L, 2_000, 1 << 14);

  /** Far more than the limits above need, and far less than any of the attacks would take. */
  private static final long MAX_BYTES = 100_000_000L;

  private static final String GROW = "{% set n = namespace(x=[1], s='ab', t=(1,)) %}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ 'a' * 10 ** 9 }}",
        "{{ ('a' * 100000) * 100000 }}",
        "{{ [1] * 10 ** 9 }}",
        "{{ (1, 2) * 10 ** 9 }}",
        "{{ range(10 ** 9) }}",
        "{{ range(0 - 10 ** 30, 10 ** 30) }}",
        "{{ 10 ** (10 ** 9) }}",
        "{{ (10 ** 3000) ** 100 }}",
        "{{ (-7) ** 99999999999999999999 }}",
        "{% for i in range(99999) %}{% set y = 3 ** 9000 // 7 ** 4000 %}{% endfor %}",
        "{{ '%1000000000d' % 5 }}",
        "{{ '%.1000000000f' % 5 }}",
        "{{ '%*d' % (1000000000, 5) }}",
        "{{ '{:1000000000}'.format(5) }}",
        "{{ '{:.1000000000f}'.format(5.5) }}",
        "{{ '{:{}}'.format(5, 1000000000) }}",
        "{{ '5'.zfill(10 ** 9) }}",
        "{{ '5'.ljust(10 ** 9) }}",
        "{{ '5'.rjust(10 ** 9) }}",
        "{{ '5'.center(10 ** 9) }}",
        "{{ '5'|center(10 ** 9) }}",
        "{{ '5'|indent(10 ** 9, true) }}",
        "{{ ('\\t' * 1000).expandtabs(10 ** 6) }}",
        "{{ ('a' * 1000).replace('', 'b' * 1000) }}",
        "{{ ('a' * 1000)|replace('a', 'b' * 1000) }}",
        "{{ [[1]]|tojson(indent=10 ** 9) }}",
        "{{ [1]|slice(10 ** 9)|list }}",
        "{{ [1]|batch(10 ** 9, 0)|list }}",
        "{% set x = ['a' * 1000] * 1000 %}{{ x|join }}",
        "{% set x = ['a' * 1000] * 1000 %}{{ ('b' * 1000).join(x) }}",
        "{% set x = range(9999)|list %}{% for i in range(9999) %}{% set y = x|join %}{% endfor %}",
        "{% set x = range(9999)|list %}{% for i in range(9999) %}{% set y = x|sort %}{% endfor %}",
        "{% set x = range(9999)|list %}{% for i in range(9999) %}{% set y = x + x %}{% endfor %}",
        "{% set x = range(9999)|list %}{% for i in range(9999) %}{% set y = -1 in x %}{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}long text{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{{ ('x' * 9999)|upper|length }}{% endfor %}",
        GROW + "{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
        GROW + "{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
        GROW + "{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x|tojson }}",
        GROW + "{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x|pprint }}",
        GROW + "{% for i in range(45) %}{% set n.t = (n.t, n.t) %}{% endfor %}{{ {n.t: 1} }}",
        GROW + "{% for i in range(45) %}{% set n.t = (n.t, n.t) %}{% endfor %}{{ {}[n.t] }}",
        GROW + "{% for i in range(99999) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x }}",
        GROW + "{% for i in range(99999) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x|tojson }}",
        GROW + "{% for i in range(9999) %}{% set n.t = (n.t,) %}{% endfor %}{{ {n.t: 1} }}",
        GROW
            + "{% for i in range(9999) %}{% set n.x = n.x|map('string') %}{% endfor %}{{ n.x|list }}",
        GROW + "{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s }}",
        GROW + "{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}{{ n.s }}",
        GROW + "{% for i in range(99) %}{% set n.s %}{{ n.s }}{{ n.s }}{% endset %}{% endfor %}",
        GROW + "{% for i in range(99) %}{% set n.s = '%s%s' % (n.s, n.s) %}{% endfor %}",
        GROW + "{% for i in range(99) %}{% set n.s = n.s|tojson|tojson %}{% endfor %}{{ n.s }}",
        GROW + "{% for i in range(99) %}{% set n.s = [n.s]|string|e %}{% endfor %}{{ n.s }}",
        "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}",
        "{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}",
        "{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{% endmacro %}{{ f() }}",
        "{% macro f() %}{% set x %}{{ f()|trim }}{% endset %}{% endmacro %}{{ f() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% block b %}{{ self.b() }}{% endblock %}",
      })
  void attacksEndInAnErrorBeforeTheyTakeMuchMemory(String source) {
    // The first use of a class allocates too; what is measured is the second rendering.
    Errors.check(Errors.of(() -> Template.parse(source, SMALL).render(Map.of())), source);
    long before = allocated();
    TemplateError error = Errors.of(() -> Template.parse(source, SMALL).render(Map.of()));
    long bytes = allocated() - before;
    assertEquals(1, error.line());
    assertTrue(bytes < MAX_BYTES, bytes + " bytes for " + source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "[",
        "{'a':",
        "not ",
        "-",
        "1+",
        "1~",
        "1 if 0 else ",
        "f(",
        "x[",
        "1**",
        "1 and ",
        "'a' "
      })
  void deepExpressionsAreRefused(String opening) {
    assertRefused("\n{{ " + opening.repeat(15_000 / opening.length()));
    assertRefused("\n{{ " + opening.repeat(15_000 / opening.length()) + "1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"|string", ".y", "[0]", "()", "+1", "~1", " is odd", " or 1", " == 1", "**1"})
  void longChainsRenderOrAreRefused(String link) {
    String source = "{{ 1" + link.repeat(15_000 / link.length()) + " }}";
    try {
      assertTrue(Template.parse(source, SMALL).render(Map.of()).length() <= 200_000);
    } catch (TemplateError e) {
      Errors.check(e, source);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% if 1 %}",
        "{% for a in b %}",
        "{% with %}",
        "{% set a %}",
        "{% filter upper %}",
        "{% macro a() %}",
        "{% call a() %}",
        "{% if 0 %}{% else %}",
        "{% generation %}",
        "{{",
        "{%",
        "{% raw %}",
        "{#",
        "{% set (((((("
      })
  void deepBlocksAreRefused(String tag) {
    assertRefused(tag.repeat(15_000 / tag.length()));
  }

  @Test
  void aSourceTooLongIsRefused() {
    assertEquals("x".repeat(20_000), Template.parse("x".repeat(20_000), SMALL).render(Map.of()));
    assertRefused("x".repeat(20_001));
  }

  @Test
  void theDefaultsAllowLongConversations() {
    String source =
        "{% set n = namespace(s='') %}{% for i in range(1000) %}{% set n.s = n.s ~ c %}{% endfor %}{{ n.s }}";
    String content = "word ".repeat(20);
    assertEquals(content.repeat(1000), Template.parse(source).render(Map.of("c", content)));
  }

  @Test
  void limitsMustBePositive() {
    assertThrows(
        IllegalArgumentException.class, () -> new Limits(1, 1, 0L, 1, 1L, 1, 64).maxSteps());
    assertThrows(
        IllegalArgumentException.class, () -> new Limits(1, 1, 1L, 1, 1L, 1, 63).maxSteps());
  }

  private static void assertRefused(String source) {
    Errors.check(Errors.of(() -> Template.parse(source, SMALL).render(Map.of())), source);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
