package dev.herder.synthdata.endpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import java.io.IOException;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EndpointEmbedderTest {
  private static final String KEY = "sk-secret-of-the-test";

  private final AtomicBoolean stop = new AtomicBoolean();
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Gives these replies in turn, the last for ever; a number is a refusal with that status. */
  private void serve(String... replies) {
    Iterator<String> next = List.of(replies).iterator();
    String[] last = {""};
    server.serve(
        "/v1/embeddings",
        (exchange, body) -> {
          last[0] = next.hasNext() ? next.next() : last[0];
          boolean refused = last[0].matches("[0-9]{3}");
          ScriptedServer.reply(
              exchange,
              refused ? Integer.parseInt(last[0]) : 200,
              refused ? "no, " + KEY : last[0]);
        });
  }

  private EndpointEmbedder embedder(int retries) {
    String base = server.address() + "/v1";
    return new EndpointEmbedder(
        new EndpointConfig(base, "some-model", 1, retries, 1),
        KEY,
        Clock.systemUTC(),
        millis -> {},
        stop::get);
  }

  private static String vectors(String first, String second) {
    return "{\"data\":[{\"index\":1,\"embedding\":"
        + second
        + "},{\"index\":0,\"embedding\":"
        + first
        + "}]}";
  }

  @Test
  void givesTheVectorsInTheOrderOfTheTexts() {
    serve(vectors("[1, 0.5]", "[-2e-3, 4]"));
    List<float[]> vectors = embedder(0).embed(List.of("a", "b"));
    assertArrayEquals(new float[] {1, 0.5f}, vectors.get(0));
    assertArrayEquals(new float[] {-2e-3f, 4}, vectors.get(1));
    assertEquals("[\"a\",\"b\"]", server.bodies().get(0).path("input").toString());
    assertEquals("some-model", server.bodies().get(0).path("model").asText());
  }

  @Test
  void asksAgainForWhatIsNoListOfVectors() {
    serve(
        "503",
        "<html>",
        "{\"data\":[]}",
        vectors("[1]", "[1, 2]"),
        vectors("[1]", "[\"1\"]"),
        vectors("[1]", "[1e99]"),
        vectors("[1]", "[]"),
        vectors("[1]", "[2]").replace("\"index\":1", "\"index\":0"),
        vectors("[7]", "[8]"));
    assertEquals(7, embedder(9).embed(List.of("a", "b")).get(0)[0]);
    assertEquals(9, server.bodies().size());
    RunFailure failed =
        assertThrows(RunFailure.class, () -> embedder(0).embed(List.of("a", "b", "c")));
    assertTrue(
        String.valueOf(failed.getMessage()).contains("no list of their vectors"),
        failed.getMessage());
  }

  @Test
  void endsWhereTheServerRefusesAndTellsNoKey() {
    serve("404");
    UserError refused = assertThrows(UserError.class, () -> embedder(5).embed(List.of("a")));
    assertTrue(
        String.valueOf(refused.getMessage()).endsWith("status 404: no, ***"), refused.getMessage());
    assertEquals(1, server.bodies().size());
    stop.set(true);
    assertThrows(CancellationException.class, () -> embedder(5).embed(List.of("a")));
    assertEquals(1, server.bodies().size());
  }

  @Test
  void aStopEndsWaitingForAnAnswer() {
    server.serve(
        "/v1/embeddings",
        (exchange, body) -> {
          stop.set(true);
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().flush();
        });
    assertThrows(CancellationException.class, () -> embedder(5).embed(List.of("a")));
  }
}
