package dev.herder.core.data;

import static dev.herder.core.data.OneRow.SOURCE;
import static dev.herder.core.data.OneRow.bad;
import static dev.herder.core.data.OneRow.chat;
import static dev.herder.core.data.OneRow.good;
import static dev.herder.core.data.OneRow.messages;
import static dev.herder.core.data.OneRow.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RowParserTest {
  @Test
  void text() {
    assertEquals(new Row.Text(SOURCE, " \n", Map.of()), good("{'text': ' \\n'}"));
  }

  @Test
  void furtherKeysAreVariablesInOrder() {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("z", null);
    variables.put("tools", List.of(Map.of("name", "f", "strict", true)));
    variables.put("n", Arrays.asList(1L, -2.5, new BigInteger("12345678901234567890"), null));
    Row row =
        good(
            "{'z': null, 'text': 't', 'tools': [{'name': 'f', 'strict': true}],"
                + " 'n': [1, -2.5, 12345678901234567890, null]}");
    assertEquals(new Row.Text(SOURCE, "t", variables), row);
    assertEquals(List.of("z", "tools", "n"), List.copyOf(row.variables().keySet()));
  }

  @Test
  void conversation() {
    assertEquals(
        new Row.Conversation(
            SOURCE, messages("system", "s", "user", "u", "assistant", "a"), Map.of("id", "x")),
        good(
            "{'id': 'x', 'messages': [{'role': 'system', 'content': 's'}, {'role': 'user',"
                + " 'content': 'u'}, {'content': 'a', 'role': 'assistant'}]}"));
  }

  @Test
  void promptAndCompletionAsStringsAndAsMessages() {
    assertEquals(
        new Row.Demonstration(SOURCE, plain("p"), plain("c"), Map.of()),
        good("{'prompt': 'p', 'completion': 'c'}"));
    Row chat = new Row.Demonstration(SOURCE, chat("user", "p"), chat("assistant", "c"), Map.of());
    assertEquals(
        chat,
        good(
            "{'prompt': [{'role': 'user', 'content': 'p'}],"
                + " 'completion': [{'role': 'assistant', 'content': 'c'}]}"));
    assertEquals(chat, good("{'prompt': [{'role': 'user', 'content': 'p'}], 'completion': 'c'}"));
  }

  @Test
  void whatGenerateWrites() {
    assertEquals(
        new Row.Demonstration(
            SOURCE,
            chat("user", "p"),
            chat("assistant", ""),
            Map.of(
                "sample", 0L, "finish_reason", "stop", "tokens", 1L, "logprob", -0.5, "score", 2L)),
        good(
            "{'prompt': [{'role': 'user', 'content': 'p'}], 'sample': 0, 'completion': '',"
                + " 'finish_reason': 'stop', 'tokens': 1, 'logprob': -0.5, 'score': 2}"));
    assertEquals(
        Schema.GENERATED,
        Schema.detect(
            Map.of("prompt", "p", "completion", "c", "sample", 1L, "finish_reason", "stop")));
  }

  @Test
  void prompts() {
    assertEquals(
        new Row.Prompt(SOURCE, plain("p"), Map.of("answer", "5")),
        good("{'prompt': 'p', 'answer': '5'}"));
    assertEquals(
        new Row.Prompt(SOURCE, chat("user", "p", "assistant", "It is"), Map.of()),
        good(
            "{'prompt': [{'role': 'user', 'content': 'p'},"
                + " {'role': 'assistant', 'content': 'It is'}]}"));
  }

  @Test
  void alpaca() {
    assertEquals(
        new Row.Demonstration(SOURCE, chat("user", "do\nthis"), chat("assistant", "o"), Map.of()),
        good("{'instruction': 'do', 'input': 'this', 'output': 'o'}"));
    assertEquals(
        new Row.Demonstration(
            SOURCE,
            chat("system", "s", "user", "q1", "assistant", "a1", "user", "do"),
            chat("assistant", "o"),
            Map.of("id", 3L)),
        good(
            "{'id': 3, 'instruction': 'do', 'input': '', 'output': 'o', 'system': 's',"
                + " 'history': [['q1', 'a1']]}"));
    assertEquals(
        new Row.Prompt(SOURCE, chat("user", "do"), Map.of()), good("{'instruction': 'do'}"));
    assertEquals(
        List.of(
            "history: expected a list of [question, answer] pairs of texts",
            "output: is a number, expected a string"),
        bad("{'instruction': 'do', 'output': 1, 'history': [['q']]}"));
  }

  @Test
  void shareGpt() {
    assertEquals(
        new Row.Conversation(
            SOURCE,
            messages("system", "s", "user", "u", "assistant", "a", "tool", "t", "assistant", "b"),
            Map.of("tools", "[]")),
        good(
            "{'system': 's', 'tools': '[]', 'conversations': [{'from': 'human', 'value': 'u'},"
                + " {'from': 'gpt', 'value': 'a'}, {'from': 'observation', 'value': 't'},"
                + " {'role': 'assistant', 'content': 'b'}]}"));
    assertEquals(
        List.of(
            "conversations[0].from: unknown speaker \"huamn\", expected assistant, chatgpt, gpt,"
                + " human, model, observation, system, tool, user; did you mean \"human\"?",
            "conversations[1].from: unknown speaker \"function_call\", expected assistant, chatgpt,"
                + " gpt, human, model, observation, system, tool, user; write calls as"
                + " \"tool_calls\" of an assistant's turn in \"messages\"",
            "conversations[2].value: missing, expected a string"),
        bad(
            "{'conversations': [{'from': 'huamn', 'value': 'x'},"
                + " {'from': 'function_call', 'value': 'x'}, {'from': 'gpt'}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'chosen': 1, 'rejected': 2, 'prompt': 3, 'messages': 4}  | PREFERENCE",
        "{'chosen': 1, 'rejected': 2, 'messages': 4}               | IMPLICIT_PREFERENCE",
        "{'prompt': 1, 'responses': [], 'completion': 2}           | RANKED",
        "{'prompt': 1, 'completion': 2, 'messages': 4}             | PROMPT_COMPLETION",
        "{'prompt': 1, 'prompt_id': 2, 'messages': 4}              | MESSAGES",
        "{'prompt': null, 'completion': 2, 'messages': 4}          | MESSAGES",
        "{'prompt': 1, 'conversations': 4}                         | SHAREGPT",
        "{'prompt': 1, 'text': 2, 'instruction': 3}                | PROMPT",
        "{'instruction': 1, 'text': 2, 'output': 3}                | ALPACA",
        "{'text': 2, 'id': 3, 'completion': 3}                     | TEXT",
        "{'chosen': 1}                                             | PREFERENCE",
      })
  void detection(String json, Schema schema) {
    Map<String, Object> row = JsonRow.parse(json.replace('\'', '"'), new Faults(SOURCE));
    assertEquals(schema, row == null ? null : Schema.detect(row));
  }

  @Test
  void unknownSchemas() {
    assertEquals(
        List.of(
            "unknown schema with the keys mesages, id, expected one of: prompt/chosen/rejected,"
                + " chosen/rejected, prompt/responses, generated samples, prompt/completion,"
                + " messages, sharegpt, prompt, alpaca, text; mesages may be meant as"
                + " \"messages\""),
        bad("{'mesages': [], 'id': 1}"));
    String hints = bad("{'question': 'q', 'answer': 'a', 'text': null}").get(0);
    assertEquals(
        "question may be meant as \"prompt\", answer may be meant as \"completion\", text is null",
        hints.substring(hints.indexOf("; ") + 2));
    assertEquals("no keys, expected", bad("{}").get(0).substring(0, 17));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'text': 3}    | text: is a number, expected a string",
        "{'text': ''}   | text: is empty, expected text; remove the row or fill it",
        "{'text': true} | text: is true or false, expected a string",
        "{'prompt': {}} | prompt: is an object, expected a string or a list of messages",
        "{'prompt': ''} | prompt: is empty, expected text; remove the row or fill it",
        "{'prompt': []} | prompt: is empty, expected at least one message",
        "{'prompt': 'p', 'completion': 3}  | completion: is a number, expected a string or a list"
            + " of messages",
        "{'prompt': 'p', 'completion': ''} | completion: is empty, expected text; remove the row or"
            + " fill it",
        "{'prompt': 'p', 'completion': [{'role': 'assistant', 'content': 'c'}]} | completion: is a"
            + " list of messages, but the prompt is a string; write the prompt as"
            + " [{\"role\": \"user\", \"content\": ...}]",
        "{'prompt': [{'role': 'user', 'content': 'p'}], 'completion': [{'role': 'user', 'content':"
            + " 'c'}]} | completion: ends with user, expected an assistant's turn at the end",
        "{'instruction': ''} | instruction: is empty, expected text; remove the row or fill it",
        "{'messages': 'x'}   | messages: is a string, expected a list of messages",
      })
  void wrongValues(String json, String problem) {
    assertEquals(List.of(problem), bad(json));
  }
}
