package dev.herder.synthdata.endpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Sampling;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Sends one request, and again where that may help. */
final class Requests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BODY_BYTES = 16 << 20;
  private static final int LONGEST_REASON = 200;

  /** How often somebody who waits for an answer looks whether a stop is requested. */
  private static final long LOOK_MILLIS = 200;

  private static final Set<Integer> AGAIN = Set.of(408, 409, 425, 429);

  /** Statuses that no other prompt would change. */
  private static final Set<Integer> HOPELESS = Set.of(401, 403, 404, 405);

  private final EndpointConfig config;
  private final String key;
  private final Clock clock;
  private final EndpointGenerator.Sleeper sleeper;
  private final BooleanSupplier stopRequested;
  private final HttpClient client;

  Requests(
      EndpointConfig config,
      String key,
      Clock clock,
      EndpointGenerator.Sleeper sleeper,
      BooleanSupplier stopRequested) {
    this.stopRequested = stopRequested;
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

  /**
   * What came of a request.
   *
   * @param <T> what an answer is
   */
  sealed interface Outcome<T> {}

  /** It was answered. */
  record Answered<T>(T answer) implements Outcome<T> {}

  /**
   * It was not, after all attempts.
   *
   * @param passing whether the server's state may be the cause, and not the prompt
   */
  record Failed<T>(String reason, boolean passing) implements Outcome<T> {}

  /** It was not, and none would be. */
  record Fatal<T>(String reason) implements Outcome<T> {}

  /** It was not sent. */
  record Stopped<T>() implements Outcome<T> {}

  /** Asks for a completion. */
  Outcome<Answer> ask(Row.Prompt prompt, Sampling sampling, int sample) {
    HttpRequest request = request(config.completions(), body(prompt, sampling, sample));
    return ask(request, Answer::of, "chat completion");
  }

  /** Asks for the vectors of texts. */
  Outcome<List<float[]>> embed(List<String> texts) {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", config.model()).put("encoding_format", "float");
    ArrayNode input = body.putArray("input");
    texts.forEach(input::add);
    HttpRequest request = request(config.embeddings(), body);
    return ask(request, answer -> Vectors.of(answer, texts.size()), "list of their vectors");
  }

  private <T> Outcome<T> ask(
      HttpRequest request, Function<byte[], Optional<T>> read, String wanted) {
    String reason = "";
    for (int attempt = 0; attempt <= config.retries(); attempt++) {
      Optional<String> retryAfter = Optional.empty();
      try {
        HttpResponse<byte[]> response = send(request);
        int status = response.statusCode();
        if (status / 100 == 2) {
          Optional<T> answer = read.apply(response.body());
          if (answer.isPresent()) {
            return new Answered<>(answer.get());
          }
          reason = "gave an answer that is no " + wanted;
        } else if (HOPELESS.contains(status)) {
          return new Fatal<>("refused with status " + status + told(response.body()));
        } else if (AGAIN.contains(status) || status / 100 == 5) {
          reason = "kept refusing with status " + status;
          retryAfter = response.headers().firstValue("Retry-After");
        } else {
          return new Failed<>("refused with status " + status + told(response.body()), false);
        }
      } catch (TimeoutException e) {
        reason = "gave no whole answer within " + config.seconds() + " s";
      } catch (ExecutionException e) {
        reason = "broke the connection" + brief(e);
      } catch (CancellationException e) {
        return new Stopped<>();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Stopped<>();
      }
      if (attempt < config.retries() && !slept(attempt, retryAfter)) {
        return new Stopped<>();
      }
    }
    return new Failed<>(reason, true);
  }

  private boolean slept(int attempt, Optional<String> retryAfter) {
    try {
      sleeper.sleep(BackOff.millis(attempt, retryAfter, clock));
      return !stopRequested.getAsBoolean();
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
      for (long left = config.seconds() * 1000L; ; left -= LOOK_MILLIS) {
        try {
          return sent.get(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (stopRequested.getAsBoolean()) {
            throw new CancellationException("stop requested");
          }
          if (left <= LOOK_MILLIS) {
            throw e;
          }
        }
      }
    } finally {
      sent.cancel(true);
    }
  }

  private HttpRequest request(URI address, ObjectNode body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
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
