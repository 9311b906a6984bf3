package dev.herder.core.data;

import static dev.herder.core.data.OneRow.bad;
import static dev.herder.core.data.OneRow.good;
import static dev.herder.core.data.OneRow.messages;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageParserTest {
  @Test
  void partsOfText() {
    assertEquals(
        messages("user", "ab"),
        turns(
            "[{'role': 'user', 'content': [{'type': 'text', 'text': 'a'},"
                + " {'type': 'text', 'text': 'b'}]}]"));
  }

  @Test
  void toolCallsNeedNoContent() {
    List<Object> calls = List.of(Map.of("function", Map.of("name", "f")));
    String call = "'tool_calls': [{'function': {'name': 'f'}}]";
    for (String content : List.of("'content': null, ", "'content': '', ", "")) {
      assertEquals(
          List.of(
              new Message("assistant", "", Map.of("tool_calls", calls)),
              new Message("tool", "", Map.of("name", "f"))),
          turns(
              "[{'role': 'assistant', "
                  + content
                  + call
                  + "},"
                  + " {'role': 'tool', 'content': '', 'name': 'f'}]"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"system", "user", "assistant", "tool", "ipython", "developer", "function"})
  void knownRoles(String role) {
    assertEquals(messages(role, "x"), turns("[{'role': '" + role + "', 'content': 'x'}]"));
  }

  @Test
  void consecutiveAssistantTurnsAreFine() {
    assertEquals(
        messages("assistant", "a", "assistant", "b"),
        turns("[{'role': 'assistant', 'content': 'a'}, {'role': 'assistant', 'content': 'b'}]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]          | : is empty, expected at least one message",
        "[3]         | [0]: is a number, expected a message {\"role\": ..., \"content\": ...}",
        "[{'role': 'asistant', 'content': 'x'}] | [0].role: unknown role \"asistant\", expected"
            + " system, user, assistant, tool, ipython, developer, function; did you mean"
            + " \"assistant\"?",
        "[{'role': 'gpt', 'content': 'x'}] | [0].role: unknown role \"gpt\", expected"
            + " system, user, assistant, tool, ipython, developer, function; did you mean"
            + " \"assistant\"?",
        "[{'role': 1, 'content': 'x'}]      | [0].role: is a number, expected a string",
        "[{'rol': 'user', 'content': 'x'}]  | [0].role: missing, expected a string; is rol a"
            + " misspelling of it?",
        "[{'role': 'user'}]                 | [0].content: missing, expected a string",
        "[{'role': 'user', 'content': null}] | [0].content: missing, expected a string",
        "[{'role': 'user', 'content': ' '}] | [0].content: is empty, expected text; remove the turn"
            + " or the row",
        "[{'role': 'user', 'content': []}]  | [0].content: is empty, expected text; remove the turn"
            + " or the row",
        "[{'role': 'user', 'content': 5}]   | [0].content: is a number, expected a string",
        "[{'role': 'assistant', 'content': null, 'tool_calls': []}] | [0].content: missing,"
            + " expected a string",
        "[{'role': 'assistant', 'content': 'x', 'tool_calls': {}}]  | [0].tool_calls: is an object,"
            + " expected a list",
        "[{'role': 'user', 'content': ['x']}] | [0].content[0]: is a string, expected {\"type\":"
            + " \"text\", \"text\": ...}",
        "[{'role': 'user', 'content': [{'type': 'image_url'}]}] | [0].content[0].type: is"
            + " \"image_url\", expected \"text\": only text parts can be used",
        "[{'role': 'user', 'content': [{'text': 'x'}]}] | [0].content[0].type: is missing, expected"
            + " \"text\": only text parts can be used",
        "[{'role': 'user', 'content': [{'type': 'text'}]}] | [0].content[0].text: is null, expected"
            + " a string",
      })
  void refused(String messages, String problem) {
    assertEquals(List.of("messages" + problem), bad("{'messages': " + messages + "}"));
  }

  @Test
  void allMistakesOfARowAreTold() {
    assertEquals(
        3,
        bad("{'messages': [{'role': 'x', 'content': ''}, {'role': 'user', 'content': 'fine'},"
                + " {'content': 'y'}]}")
            .size());
  }

  private static List<Message> turns(String json) {
    return ((Row.Conversation) good("{'messages': " + json + "}")).messages();
  }
}
