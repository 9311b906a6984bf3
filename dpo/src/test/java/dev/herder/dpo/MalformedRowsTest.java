package dev.herder.dpo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import dev.herder.core.data.DataException;
import dev.herder.core.data.Source;
import dev.herder.core.run.RunContext;
import dev.herder.dpo.loss.PreferenceLoss;
import dev.herder.engine.text.EncodedAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that cannot be compared are refused with file, line and reason, before any training. */
final class MalformedRowsTest {
  private static final Path BASE =
      Path.of("../engine/src/test/resources/golden/model/training/base");
  private static final String GOOD =
      "{'prompt': 'One? ', 'chosen': 'One.', 'rejected': 'Two.'}".replace('\'', '"');

  @TempDir private Path folder;

  private String refusal(String row, String... settings) throws IOException {
    Path file = folder.resolve("rows.jsonl");
    Files.writeString(file, GOOD + "\n" + row.replace('\'', '"') + "\n" + GOOD + "\n");
    Path out = folder.resolve("out");
    Dpo.Config config = Dpo.Config.of(BASE, List.of(file), out).with(settings);
    UserError error =
        assertThrows(UserError.class, () -> new Dpo().run(config, RunContext.quiet()));
    assertFalse(Files.exists(out.resolve("metrics.jsonl")));
    assertEquals(DataException.class, error.getClass());
    return String.valueOf(error.getMessage()).replace(file.toString(), "rows.jsonl");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'prompt': 'A? ', 'chosen': 'B'} | rejected: missing",
        "{'prompt': 'A? ', 'rejected': 'B'} | chosen: missing",
        "{'prompt': 'A? ', 'chosen': 'B', 'rejected': null} | rejected: missing",
        "{'chosen': 'B', 'rejected': 'C'} | prompt: missing",
        "{'prompt': 'A? ', 'chosen': 'B', 'rejected': 'B'} | rejected: is the same as chosen",
        "{'prompt': 'A? ', 'chosen': '', 'rejected': 'B'} | chosen: is empty",
        "{'prompt': 'A? ', 'chosen': 'B', 'rejected': ''} | rejected: is empty",
        "{'prompt': '', 'chosen': 'B', 'rejected': 'C'} | prompt: is empty",
        "{'prompt': 'A? ', 'chosen': 5, 'rejected': 'C'} | chosen: is a number",
        "{'prompt': 'A? ', 'chosen': [{'role': 'assistant', 'content': 'B'}], 'rejected': 'C'}"
            + " | chosen: is a list of messages, but the prompt is a string",
        "{'prompt': [{'role': 'user', 'content': 'A'}], 'chosen': [{'role': 'bot', 'content':"
            + " 'B'}], 'rejected': 'C'} | chosen[0].role: unknown role \"bot\"",
        "{'prompt': [{'role': 'user', 'content': 'A'}], 'chosen': [{'role': 'assistant',"
            + " 'content': ' '}], 'rejected': 'C'} | chosen[0].content: is empty",
        "{'prompt': [{'role': 'user', 'content': 'A'}], 'chosen': [{'role': 'user', 'content':"
            + " 'B'}], 'rejected': 'C'} | chosen: ends with user",
        "{'chosen': [{'role': 'user', 'content': 'A'}, {'role': 'assistant', 'content': 'B'}],"
            + " 'rejected': [{'role': 'user', 'content': 'X'}, {'role': 'assistant', 'content':"
            + " 'C'}]} | prompt: missing, and chosen and rejected have none in common",
        "{'chosen': [{'role': 'user', 'content': 'A'}, {'role': 'assistant', 'content': 'B'}],"
            + " 'rejected': 'C'} | rejected: one of chosen and rejected is a string",
        "{'prompt': 'A? ', 'completion': 'B'} | chosen: missing",
        "{'prompt': 'A? ', 'responses': ['B']} | responses: holds 1",
        "{'prompt': 'A? ', 'chosen': 'B' | not JSON",
      })
  void pairsAreRefusedWithTheirPlace(String row, String reason) throws IOException {
    String message = refusal(row);
    String expected = "rows.jsonl:2: " + (reason.equals("not JSON") ? "" : reason);
    assertEquals(expected, message.substring(0, Math.min(expected.length(), message.length())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'prompt': 'A? ', 'completion': 'B'} | label: missing",
        "{'prompt': 'A? ', 'completion': 'B', 'label': 'good'} | label: is a string",
        "{'prompt': 'A? ', 'completion': '', 'label': true} | completion: is empty",
        "{'prompt': 'A? ', 'label': true} | completion: missing",
        "{'text': 'A', 'label': true} | completion: missing",
      })
  void labelledRowsAreRefusedWithTheirPlace(String row, String reason) throws IOException {
    String message = refusal(row, "loss-type=kto");
    String expected = "rows.jsonl:2: " + reason;
    assertEquals(expected, message.substring(0, Math.min(expected.length(), message.length())));
  }

  @Test
  void answersThatDifferOnlyInControlTokensAreRefused() {
    int[] prompt = {5, 6};
    EncodedAnswers row =
        new EncodedAnswers(
            new Source("rows.jsonl", 3),
            prompt,
            List.of(answer(7, 8, 2), answer(7, 8, 1)),
            Map.of());
    DataException error =
        assertThrows(
            DataException.class,
            () -> Examples.of(List.of(row), PreferenceLoss.Needs.PAIRS, true, 0));
    assertEquals(
        "rows.jsonl:3: two of its answers are the same tokens",
        String.valueOf(error.getMessage()).substring(0, 52));
    assertEquals(1, Examples.of(List.of(row), PreferenceLoss.Needs.PAIRS, false, 0).size());
  }

  private static EncodedAnswers.Answer answer(int... ids) {
    boolean[] format = new boolean[ids.length];
    format[ids.length - 1] = true;
    return new EncodedAnswers.Answer(ids, format);
  }
}
