package dev.herder.synthdata.endpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Sampling;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends one request, and again where that may help. */
final class Requests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BODY_BYTES = 16 << 20;
  private static final int LONGEST_REASON = 200;
  private static final Set<Integer> AGAIN = Set.of(408, 409, 425, 429);

  /** Statuses that no other prompt would change. */
  private static final Set<Integer> HOPELESS = Set.of(401, 403, 404, 405);

  private final EndpointConfig config;
  private final String key;
  private final Clock clock;
  private final EndpointGenerator.Sleeper sleeper;
  private final HttpClient client;

  Requests(EndpointConfig config, String key, Clock clock, EndpointGenerator.Sleeper sleeper) {
    this.config = config;
    this.key = key;
    this.clock = clock;
    this.sleeper = sleeper;
    // No redirects: the key must not follow one to another host.
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(Math.min(30, config.seconds())))
            .build();
  }

  /** What came of a request. */
  sealed interface Outcome {}

  /** It was answered. */
  record Answered(Answer answer) implements Outcome {}

  /**
   * It was not, after all attempts.
   *
   * @param passing whether the server's state may be the cause, and not the prompt
   */
  record Failed(String reason, boolean passing) implements Outcome {}

  /** It was not, and none would be. */
  record Fatal(String reason) implements Outcome {}

  /** It was not sent. */
  record Stopped() implements Outcome {}

  Outcome ask(Row.Prompt prompt, Sampling sampling, int sample) {
    HttpRequest request = request(prompt, sampling, sample);
    String reason = "";
    for (int attempt = 0; attempt <= config.retries(); attempt++) {
      Optional<String> retryAfter = Optional.empty();
      try {
        HttpResponse<byte[]> response = send(request);
        int status = response.statusCode();
        if (status / 100 == 2) {
          Optional<Answer> answer = Answer.of(response.body());
          if (answer.isPresent()) {
            return new Answered(answer.get());
          }
          reason = "gave an answer that is no chat completion";
        } else if (HOPELESS.contains(status)) {
          return new Fatal("refused with status " + status + told(response.body()));
        } else if (AGAIN.contains(status) || status / 100 == 5) {
          reason = "kept refusing with status " + status;
          retryAfter = response.headers().firstValue("Retry-After");
        } else {
          return new Failed("refused with status " + status + told(response.body()), false);
        }
      } catch (TimeoutException e) {
        reason = "gave no whole answer within " + config.seconds() + " s";
      } catch (ExecutionException e) {
        reason = "broke the connection" + brief(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Stopped();
      }
      if (attempt < config.retries() && !slept(attempt, retryAfter)) {
        return new Stopped();
      }
    }
    return new Failed(reason, true);
  }

  private boolean slept(int attempt, Optional<String> retryAfter) {
    try {
      sleeper.sleep(BackOff.millis(attempt, retryAfter, clock));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private HttpResponse<byte[]> send(HttpRequest request)
      throws TimeoutException, ExecutionException, InterruptedException {
    // The request's own time limit ends with the headers; a body may stall for ever.
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, info -> new Limited(MAX_BODY_BYTES));
    try {
      return sent.get(config.seconds(), TimeUnit.SECONDS);
    } finally {
      sent.cancel(true);
    }
  }

  private HttpRequest request(Row.Prompt prompt, Sampling sampling, int sample) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.completions())
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    body(prompt, sampling, sample).toString(), StandardCharsets.UTF_8));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    return request.build();
  }

  private ObjectNode body(Row.Prompt prompt, Sampling sampling, int sample) {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", config.model());
    ArrayNode messages = body.putArray("messages");
    if (prompt.prompt() instanceof Turns.Chat chat) {
      for (Message each : chat.messages()) {
        messages.addObject().put("role", each.role()).put("content", Neutral.of(each.content()));
      }
    } else if (prompt.prompt() instanceof Turns.Plain plain) {
      messages.addObject().put("role", "user").put("content", Neutral.of(plain.text()));
    }
    body.put("temperature", sampling.temperature());
    body.put("top_p", sampling.topP());
    body.put("max_tokens", sampling.maxNewTokens());
    body.put("seed", (sampling.seed() + 7919L * sample) & Integer.MAX_VALUE);
    if (!sampling.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      sampling.stop().forEach(stop::add);
    }
    return body;
  }

  /** What the server said, on one line, without the key should it repeat it. */
  private String told(byte[] body) {
    String text = new String(body, 0, Math.min(body.length, 4096), StandardCharsets.UTF_8);
    String line = scrubbed(text).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    if (line.length() > LONGEST_REASON) {
      line = line.substring(0, LONGEST_REASON) + "...";
    }
    return line.isEmpty() ? "" : ": " + line;
  }

  private String scrubbed(String text) {
    return key.isEmpty() ? text : text.replace(key, "***");
  }

  private String brief(ExecutionException e) {
    Throwable cause = e.getCause();
    String message = cause == null ? null : cause.getMessage();
    return message == null ? "" : " (" + scrubbed(message).replaceAll("\\p{Cntrl}", " ") + ")";
  }
}
