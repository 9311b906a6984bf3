package dev.herder.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class YamlTreeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1; a: 2          | y:2:1: a: the key stands twice; remove one of the two",
        "a: {b: 1, b: 2}     | y:1:11: a.b: the key stands twice; remove one of the two",
        "? [x]; : 1          | y:1:3: a key is a list or a mapping, expected a name",
        "a: !!java.net.URL x | y:1:4: not YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL",
        "a: !!binary x       | y:1:4: a: the tag \"tag:yaml.org,2002:binary\" is not allowed",
        "b: !mine {c: 1}     | y:1:4: b: the tag \"!mine\" is not allowed",
        "a: &x [*x]          | y:1:4: a[0]: an alias contains itself",
        "d: &x {e: 1}; a: {<<: *x} | y:2:5: a: merge keys (<<) are not supported; write the keys out",
        "a: [1, 2            | y:1:9: not YAML: expected ',' or ']', but got <stream end>",
        "a: 1; --- ; b: 2    | y:2:1: not YAML: expected a single document in the stream, but found another document",
        "a: b: c             | y:1:5: not YAML: mapping values are not allowed here",
        "a: *nobody          | y:1:4: not YAML: found undefined alias nobody",
      })
  void refused(String text, String problem) {
    assertEquals(List.of(problem), problems(text.replace("; ", "\n")));
  }

  @Test
  void tabsGetAHint() {
    List<String> problems = problems("a:\n\tb: 1");
    assertEquals(1, problems.size());
    assertTrue(problems.get(0).endsWith("indent with spaces, not with tabs"), problems.get(0));
  }

  @Test
  void bombsAreStopped() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x]\n");
    for (int i = 1; i <= 16; i++) {
      String below = "*a" + (i - 1);
      bomb.append(String.format("a%d: &a%d [%s, %s, %s]%n", i, i, below, below, below));
    }
    assertTrue(problems(bomb.toString()).get(0).contains("aliases counted as copies"));
    String wide = "a: &a [x]\nb: [" + "*a, ".repeat(60) + "x]";
    assertTrue(problems(wide).get(0).contains("Number of aliases"), problems(wide).get(0));
    assertTrue(problems("a: " + "[".repeat(100_000)).get(0).contains("Nesting Depth"));
    assertTrue(problems("a: " + "{b: ".repeat(60) + "1").get(0).contains("Nesting Depth"));
  }

  @Test
  void aliasesAreCopies() {
    ProblemList problems = new ProblemList();
    ConfigNode tree =
        YamlTree.parse("a: &x [1, k]\nb: *x", (l, c) -> new Origin.File("y", l, c), problems);
    problems.check();
    assertNotNull(tree);
    assertEquals("{\"a\":[1,\"k\"],\"b\":[1,\"k\"]}", JsonTree.toJson(tree).toString());
  }

  private static List<String> problems(String text) {
    ProblemList problems = new ProblemList();
    YamlTree.parse(text, (line, column) -> new Origin.File("y", line, column), problems);
    ConfigException error = assertThrows(ConfigException.class, problems::check);
    return error.problems().stream().map(ConfigProblem::toString).toList();
  }
}
