package dev.herder.synthdata.endpoint;

import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import dev.herder.core.generate.Embedder;
import dev.herder.core.run.Hashes;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Vectors of texts by a server that speaks OpenAI's {@code POST /v1/embeddings}.
 *
 * <p>Each call is one request, sent again where that may help.
 */
public final class EndpointEmbedder implements Embedder {
  private final EndpointConfig config;
  private final Requests requests;
  private final BooleanSupplier stopRequested;

  /**
   * Makes ready; nothing is sent yet.
   *
   * @param key what goes into the {@code Authorization} header; empty for none
   * @param stopRequested becomes true when no further requests should be sent
   */
  public EndpointEmbedder(
      EndpointConfig config,
      String key,
      Clock clock,
      EndpointGenerator.Sleeper sleeper,
      BooleanSupplier stopRequested) {
    this.config = config;
    this.stopRequested = stopRequested;
    requests = new Requests(config, key, clock, sleeper, stopRequested);
  }

  /**
   * A vector for each text.
   *
   * @throws UserError if the server refuses whatever the texts are
   * @throws RunFailure if it gave no vectors for these, after all attempts
   * @throws CancellationException if a stop is requested
   */
  @Override
  public List<float[]> embed(List<String> texts) {
    if (stopRequested.getAsBoolean()) {
      throw new CancellationException("stop requested");
    }
    Requests.Outcome<List<float[]>> outcome = requests.embed(texts);
    if (outcome instanceof Requests.Answered<List<float[]>> answered) {
      return answered.answer();
    } else if (outcome instanceof Requests.Failed<List<float[]>> failed) {
      throw new RunFailure(
          "endpoint: "
              + config.base()
              + " "
              + failed.reason()
              + "; run the same command again to go on");
    } else if (outcome instanceof Requests.Fatal<List<float[]>> fatal) {
      throw new UserError("endpoint: " + config.base() + " " + fatal.reason());
    }
    throw new CancellationException("stop requested");
  }

  @Override
  public String id() {
    return Hashes.ofString("embeddings " + config.base() + " " + config.model());
  }
}
