package dev.herder.eval.perplexity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.generate.Windows;
import dev.herder.core.run.RunContext;
import dev.herder.eval.ScriptedModel;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.Suites;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerplexityTest {
  @TempDir Path folder;

  private static SuiteResult run(Path file, ScriptedModel model, SuiteOptions options)
      throws Exception {
    return Suites.byName("perplexity")
        .evaluate(SuiteInput.of(file, RunContext.quiet()).with(options), model);
  }

  /** Two characters a token, each token one nat. */
  private static final ScriptedModel MODEL =
      ScriptedModel.likely(
          each -> {
            int tokens = each.text().length() / 2;
            return new Likelihood(-tokens, tokens);
          });

  @Test
  void weighsTextsByTokensAndByBytes() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("t.jsonl"),
            "{\"text\":\"abcdef\"}\n{\"content\":\"äöü ß\"}\n{\"text\":\"x\"}\n");
    SuiteResult result = run(file, MODEL, SuiteOptions.none());
    assertEquals(Math.E, result.figure("perplexity").value(), 1e-12);
    assertEquals(5, result.figure("perplexity").n());
    assertEquals(Math.exp(5.0 / 15), result.figure("byte_perplexity").value(), 1e-12);
    assertEquals(5 / 15.0 / Math.log(2), result.figure("bits_per_byte").value(), 1e-12);
    assertEquals(1, result.notes().size());
  }

  @Test
  void readsPlainTextAsOne() throws Exception {
    List<Optional<Windows>> windows = new ArrayList<>();
    ScriptedModel model =
        ScriptedModel.likely(
            each -> {
              windows.add(each.windows());
              return MODEL.likelihoods(List.of(each)).get(0);
            });
    Path file = Files.writeString(folder.resolve("book.txt"), "{not json\nat all}");
    SuiteResult result = run(file, model, SuiteOptions.none().with("window", "64"));
    assertEquals(1, result.items().size());
    assertEquals(List.of(Optional.of(new Windows(64, 32))), windows);
    assertEquals(64, result.conditions().settings().get("window"));
  }

  @Test
  void refusesWhatIsNoText() throws Exception {
    Path rows = Files.writeString(folder.resolve("r.jsonl"), "{\"text\":\"a\"}\n{\"text\":7}\n");
    UserError row = assertThrows(UserError.class, () -> run(rows, MODEL, SuiteOptions.none()));
    assertTrue(String.valueOf(row.getMessage()).contains(rows + ":2: text:"));
    Path empty = Files.writeString(folder.resolve("e.txt"), " \n");
    assertThrows(UserError.class, () -> run(empty, MODEL, SuiteOptions.none()));
    Path latin = Files.write(folder.resolve("l.txt"), "é".getBytes(StandardCharsets.ISO_8859_1));
    assertThrows(UserError.class, () -> run(latin, MODEL, SuiteOptions.none()));
    Path none = folder.resolve("none.txt");
    assertThrows(UserError.class, () -> run(none, MODEL, SuiteOptions.none()));
    Path good = Files.writeString(folder.resolve("g.txt"), "text");
    assertThrows(
        UserError.class,
        () -> run(good, MODEL, SuiteOptions.none().with("window", "8").with("stride", "8")));
  }
}
