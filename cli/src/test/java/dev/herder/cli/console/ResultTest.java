package dev.herder.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResultTest {
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  @Test
  void jsonIsOneLineInTheGivenOrder() {
    values.put("rows", 12L);
    values.put("out", Path.of("runs/a \"b\""));
    values.put("loss", 0.1f + 0.2);
    values.put("perplexity", Double.NaN);
    values.put("best", null);
    values.put("stopped", false);
    values.put("dropped", Map.of("too long", 3));
    values.put("files", List.of("x\ny", 2));

    StringWriter text = new StringWriter();
    new Result(values).printJson(new PrintWriter(text));

    assertEquals(
        "{\"rows\":12,\"out\":\"runs/a \\\"b\\\"\",\"loss\":0.300000001,\"perplexity\":null,\"best\":null,"
            + "\"stopped\":false,\"dropped\":{\"too long\":3},\"files\":[\"x\\ny\",2]}\n",
        text.toString());
  }

  @Test
  void textAlignsValues() {
    values.put("rows", 1234567L);
    values.put("tokens_per_second", 105.3456);
    values.put("learning_rate", 0.00002);
    values.put("seconds", 4321.5);
    values.put("loss", 0.06931);
    values.put("best", null);
    values.put("dropped", Map.of("too long", 3));
    values.put("files", List.of("x", "y"));

    StringWriter text = new StringWriter();
    new Result(values).printText(new PrintWriter(text));

    assertEquals(
        """
        rows               1,234,567
        tokens_per_second  105.3
        learning_rate      2.000e-05
        seconds            4,322
        loss               0.06931
        best               -
        dropped.too long   3
        files              x, y
        """,
        text.toString());
  }

  @Test
  void completionAddsWhatCanBeKnown() {
    values.put("tokens", 600);
    Map<String, @Nullable Object> all = new Result(values).complete(4).values();

    assertEquals(4.0, all.get("seconds"));
    assertEquals(150.0, all.get("tokens_per_second"));
    assertEquals(PeakMemory.mib().isPresent(), all.containsKey("peak_rss_mib"));
  }

  @Test
  void completionKeepsWhatTheCommandMeasured() {
    values.put("tokens", 600);
    values.put("seconds", 3.0);
    Map<String, @Nullable Object> all = new Result(values).complete(4).values();

    assertEquals(3.0, all.get("seconds"));
    assertEquals(200.0, all.get("tokens_per_second"));
  }

  @Test
  void withoutTokensThereIsNoRate() {
    values.put("rows", 7);

    assertFalse(new Result(values).complete(2).values().containsKey("tokens_per_second"));
    assertTrue(new Result(values).complete(2).values().containsKey("seconds"));
  }
}
