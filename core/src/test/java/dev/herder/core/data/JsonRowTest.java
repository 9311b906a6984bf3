package dev.herder.core.data;

import static dev.herder.core.data.OneRow.bad;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonRowTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'text': NaN}     | not JSON at column 13: Non-standard token 'NaN'",
        "{'text': tru}     | not JSON at column 13: Unrecognized token 'tru': was expecting (JSON"
            + " String, Number, Array, Object or token 'null', 'true' or 'false')",
        "{'täxt': 'ä' 'b'} | not JSON at column 14: Unexpected character ('\"' (code 34)): was"
            + " expecting comma to separate Object entries",
        "{'text': 'a'} {'text': 'b'} | not JSON at column 15: text after the row; write one object a"
            + " line",
        "{'text': 'a'} x | not JSON at column 16: Unrecognized token 'x': was expecting (JSON"
            + " String, Number, Array, Object or token 'null', 'true' or 'false')",
        "[1]     | the row is a list, expected an object such as {\"messages\": [...]}",
        "3       | the row is a number, expected an object such as {\"messages\": [...]}",
        "'text'  | the row is a string, expected an object such as {\"messages\": [...]}",
        "null    | the row is null, expected an object such as {\"messages\": [...]}",
        "{'text': 'a', 'text': 'b'} | text: the key stands twice, expected once",
        "{'text': 'a', 'x': [{}, {'y': 1, 'y': 2}]} | x[1].y: the key stands twice, expected once",
        "{'text': 'a\\ud800b'} | text: the escape \\ud800 is half of a character; write both halves"
            + " of the pair, or the character itself",
        "{'text': 'a', 'x': ['\\udc00\\ud800']} | x[0]: the escape \\udc00 is half of a character;"
            + " write both halves of the pair, or the character itself",
        "{'text': 'a', 'x': 1e999} | x: \"1e999\" is out of range, expected a 64-bit number; write"
            + " it as a string",
      })
  void refused(String json, String problem) {
    assertEquals(problem, bad(json).get(0));
  }

  @Test
  void depthIsLimited() {
    assertNotNull(parsed(nested(JsonRow.MAX_DEPTH - 1)));
    List<String> problems = bad(nested(JsonRow.MAX_DEPTH));
    assertEquals(1, problems.size());
    assertEquals("nested deeper than 500 levels", problems.get(0).replaceAll("^.*: ", ""));
    assertEquals(1, bad(nested(1_000_000)).size());
  }

  @Test
  void lengthsAreLimited() {
    String digits = "{'text': 't', 'n': " + "9".repeat(1001) + "}";
    assertEquals(
        List.of("n: a number of more than 1000 digits or a key of more than 50000 characters"),
        bad(digits));
    assertEquals(1, bad("{'" + "k".repeat(50_001) + "': 1}").size());
  }

  @Test
  void pairsOfSurrogatesAreFine() {
    Map<String, Object> row = parsed("{\"text\": \"\\ud83d\\ude00\"}");
    assertEquals(Map.of("text", "😀"), row);
  }

  @Test
  void messagesStayOnOneLine() {
    List<String> problems = bad("{'a\\nb': 1, 'a\\nb': 2}");
    assertEquals(List.of("\"a\\u000ab\": the key stands twice, expected once"), problems);
  }

  private static String nested(int lists) {
    return "{\"text\": \"t\", \"x\": " + "[".repeat(lists) + "]".repeat(lists) + "}";
  }

  private static Map<String, Object> parsed(String json) {
    Map<String, Object> row = JsonRow.parse(json, new Faults(OneRow.SOURCE));
    return row == null ? Map.of() : row;
  }
}
