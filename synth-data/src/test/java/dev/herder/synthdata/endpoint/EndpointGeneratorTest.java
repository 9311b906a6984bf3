package dev.herder.synthdata.endpoint;

import static dev.herder.synthdata.endpoint.ScriptedServer.reply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Sampling;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EndpointGeneratorTest {
  private static final String KEY = "sk-secret-of-the-test";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  private final List<Long> slept = Collections.synchronizedList(new ArrayList<>());
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void asksForEachSampleAndHandsOutTheAnswers() {
    serve(
        (exchange, body) -> {
          assertEquals("Bearer " + KEY, exchange.getRequestHeaders().getFirst("Authorization"));
          String asked = body.at("/messages/1/content").asText();
          reply(exchange, 200, completion("re " + asked, asked.equals("b") ? "length" : "stop"));
        });
    Map<String, Completion> answers = new TreeMap<>();
    try (EndpointGenerator generator = generator(5, 0, 2)) {
      generator.generate(
          List.of(prompt("a"), prompt("b")),
          sampling(2).withStop(List.of("END")),
          answer -> answers.put(answer.text() + answer.sample(), answer));
    }
    assertEquals(List.of("re a0", "re a1", "re b0", "re b1"), List.copyOf(answers.keySet()));
    List<Completion> all = List.copyOf(answers.values());
    assertEquals(FinishReason.LENGTH, all.get(2).finishReason());
    assertEquals(3, all.get(0).tokens());
    JsonNode body = server.bodies().get(0);
    assertEquals("some-model", body.path("model").asText());
    assertEquals(32, body.path("max_tokens").asInt());
    assertEquals("END", body.at("/stop/0").asText());
    assertEquals("system", body.at("/messages/0/role").asText());
    assertEquals(2, server.bodies().stream().map(b -> b.path("seed").asLong()).distinct().count());
  }

  @Test
  void waitsAndAsksAgainWhereThatMayHelp() {
    AtomicInteger calls = new AtomicInteger();
    serve(
        (exchange, body) -> {
          switch (calls.incrementAndGet()) {
            case 1 -> {
              exchange.getResponseHeaders().add("Retry-After", "7");
              reply(exchange, 429, "slow down");
            }
            case 2 -> reply(exchange, 503, "");
            case 3 -> reply(exchange, 200, "<html>garbage</html>");
            case 4 -> reply(exchange, 200, "{\"choices\":[]}");
            default -> reply(exchange, 200, completion("at last", "stop"));
          }
        });
    List<String> texts = new ArrayList<>();
    try (EndpointGenerator generator = generator(5, 4, 1)) {
      generator.generate(List.of(prompt("a")), sampling(1), answer -> texts.add(answer.text()));
    }
    assertEquals(List.of("at last"), texts);
    assertEquals(List.of(7000L, 1000L, 2000L, 4000L), slept);
  }

  @Test
  void givesUpOnStallsAndGarbageWithAReason() {
    serve(
        (exchange, body) -> {
          String asked = body.at("/messages/1/content").asText();
          if (asked.equals("stall")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
          } else if (asked.equals("long")) {
            reply(exchange, 400, "too long, said " + KEY);
          } else if (asked.equals("cut")) {
            exchange.close();
          } else if (asked.equals("flood")) {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 20; i++) {
              exchange.getResponseBody().write(block);
            }
          } else {
            reply(exchange, 200, "{}");
          }
        });
    Map<String, String> failed = new TreeMap<>();
    // Long enough for the flood on a machine that does other things, too.
    try (EndpointGenerator generator = generator(4, 0, 8)) {
      generator.generate(
          List.of(prompt("stall"), prompt("long"), prompt("cut"), prompt("flood"), prompt("odd")),
          sampling(1),
          answer -> failed.put("answered", answer.text()),
          (prompt, reason) -> failed.put(prompt.source().file(), reason));
    }
    assertEquals("the endpoint gave no whole answer within 4 s", failed.get("stall"));
    assertEquals("the endpoint refused with status 400: too long, said ***", failed.get("long"));
    assertTrue(String.valueOf(failed.get("cut")).startsWith("the endpoint broke the connection"));
    assertTrue(String.valueOf(failed.get("flood")).contains("more than 16777216 bytes"));
    assertEquals("the endpoint gave an answer that is no chat completion", failed.get("odd"));
    assertFalse(failed.toString().contains(KEY));
  }

  @Test
  void stopsAtOnceWhereNoPromptWouldHelp() {
    serve((exchange, body) -> reply(exchange, 401, "bad key " + KEY));
    try (EndpointGenerator generator = generator(5, 3, 1)) {
      UserError refused =
          assertThrows(
              UserError.class,
              () -> generator.generate(List.of(prompt("a")), sampling(1), answer -> {}));
      assertTrue(String.valueOf(refused.getMessage()).endsWith("401: bad key ***"));
      assertEquals(1, server.bodies().size());
    }
  }

  @Test
  void takesAServerForDeadThatFailsAgainAndAgain() {
    serve((exchange, body) -> reply(exchange, 500, ""));
    List<Row.Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      prompts.add(prompt("p" + i));
    }
    List<String> failed = new ArrayList<>();
    try (EndpointGenerator generator = generator(5, 0, 4)) {
      RunFailure dead =
          assertThrows(
              RunFailure.class,
              () ->
                  generator.generate(
                      prompts, sampling(1), answer -> {}, (prompt, reason) -> failed.add(reason)));
      assertTrue(String.valueOf(dead.getMessage()).contains("20 requests in a row"));
    }
    assertEquals(19, failed.size());
  }

  @Test
  void takesTheEffectFromControlTokens() {
    assertEquals(
        "a < |eot_id|> [ /INST] < /s> < <SYS>> < start_of_turn> 1 <| 2",
        Neutral.of("a <|eot_id|> [/INST] </s> <<SYS>> <start_of_turn> 1 <| 2"));
  }

  @Test
  void heedsTheWishOfAServerWithinReason() {
    assertEquals(500, BackOff.millis(0, Optional.empty(), CLOCK));
    assertEquals(60_000, BackOff.millis(30, Optional.empty(), CLOCK));
    assertEquals(300_000, BackOff.millis(0, Optional.of("99999"), CLOCK));
    assertEquals(9000, BackOff.millis(0, Optional.of("Thu, 1 Jan 2026 00:00:09 GMT"), CLOCK));
    assertEquals(2000, BackOff.millis(2, Optional.of("soon"), CLOCK));
  }

  @Test
  void refusesAddressesThatCannotBe() {
    assertEquals(
        "http://h:1/v1/chat/completions",
        new EndpointConfig("http://h:1/", "m", 1, 0, 1).completions().toString());
    assertEquals(
        "https://h/api/v1/chat/completions",
        new EndpointConfig("https://h/api/v1", "m", 1, 0, 1).completions().toString());
    for (String base :
        List.of("h:1", "ftp://h", "http://user:pw@h", "http://h?key=1", "http:// h")) {
      assertThrows(UserError.class, () -> new EndpointConfig(base, "m", 1, 0, 1), base);
    }
  }

  private void serve(ScriptedServer.Handler handler) {
    server.serve("/v1/chat/completions", handler);
  }

  private static String completion(String text, String finish) {
    return "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\""
        + text
        + "\"},\"finish_reason\":\""
        + finish
        + "\"}],\"usage\":{\"completion_tokens\":3}}";
  }

  private EndpointGenerator generator(int seconds, int retries, int concurrency) {
    String base = server.address();
    return new EndpointGenerator(
        new EndpointConfig(base, "some-model", seconds, retries, concurrency),
        KEY,
        CLOCK,
        slept::add,
        () -> false);
  }

  private static Sampling sampling(int n) {
    return new Sampling(n, 0.5, 0, 0.9, 32, 11);
  }

  private static Row.Prompt prompt(String text) {
    return new Row.Prompt(
        new Source(text, 1),
        new Turns.Chat(List.of(new Message("system", "S"), new Message("user", text))),
        Map.of());
  }
}
