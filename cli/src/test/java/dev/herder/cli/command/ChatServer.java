package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A server in this process that speaks OpenAI's chat completions, by a rule of a test. */
final class ChatServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TOKENS = 7;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * What the server sends.
   *
   * @param status 200 for an answer, anything else for a refusal
   * @param text the answer
   */
  record Reply(int status, String text) {
    static Reply of(String text) {
      return new Reply(200, text);
    }

    static Reply refused(int status) {
      return new Reply(status, "");
    }

    private byte[] bytes() throws IOException {
      return JSON.writeValueAsBytes(
          status == 200
              ? Map.of(
                  "choices",
                  List.of(Map.of("message", Map.of("content", text), "finish_reason", "stop")),
                  "usage",
                  Map.of("completion_tokens", TOKENS))
              : Map.of("error", Map.of("message", "not you")));
    }
  }

  private ChatServer(Function<JsonNode, Reply> rule) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          calls.incrementAndGet();
          Reply reply = rule.apply(JSON.readTree(exchange.getRequestBody().readAllBytes()));
          byte[] answer = reply.bytes();
          // Whoever asks again does so at once.
          exchange.getResponseHeaders().add("Retry-After", "0");
          exchange.sendResponseHeaders(reply.status(), answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
  }

  /**
   * Starts a server.
   *
   * @param rule what it says to the body of a request; asked by several threads
   */
  static ChatServer start(Function<JsonNode, Reply> rule) throws IOException {
    ChatServer started = new ChatServer(rule);
    started.server.start();
    return started;
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Requests so far, that under way among them. */
  AtomicInteger calls() {
    return calls;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
