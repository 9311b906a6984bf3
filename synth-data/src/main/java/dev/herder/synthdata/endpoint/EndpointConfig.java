package dev.herder.synthdata.endpoint;

import dev.herder.core.UserError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a server is and how patient to be with it.
 *
 * @param base address of the API; {@code /v1/chat/completions} or {@code /v1/embeddings} is added
 *     unless it ends with {@code /v1} already, or with the whole path
 * @param model the model's name at the server
 * @param seconds time for one answer, from the request to its last byte
 * @param retries how often a request is sent again after 408, 409, 425, 429, 5xx, a broken
 *     connection, a stall or an answer that is no completion
 * @param concurrency requests in flight
 */
public record EndpointConfig(String base, String model, int seconds, int retries, int concurrency) {
  public EndpointConfig {
    uri(base);
    require(!model.isBlank(), "endpoint-model", "expected the model's name at the server");
    require(seconds >= 1 && seconds <= 86_400, "endpoint-seconds", "expected 1 to 86400");
    require(retries >= 0 && retries <= 100, "endpoint-retries", "expected 0 to 100");
    require(concurrency >= 1 && concurrency <= 1024, "endpoint-concurrency", "expected 1 to 1024");
  }

  /** The address that completions are asked of. */
  URI completions() {
    return address("/chat/completions");
  }

  /** The address that vectors are asked of. */
  URI embeddings() {
    return address("/embeddings");
  }

  private URI address(String path) {
    String text = uri(base).toString().replaceAll("/+$", "");
    if (text.endsWith(path)) {
      return URI.create(text);
    }
    return URI.create(text + (text.endsWith("/v1") ? "" : "/v1") + path);
  }

  private static URI uri(String base) {
    try {
      URI uri = new URI(base);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      require(
          (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null,
          "endpoint",
          "expected an address such as http://localhost:8000");
      require(
          uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null,
          "endpoint",
          "expected an address without user, query and fragment; a key goes into a variable of the"
              + " environment");
      return uri;
    } catch (URISyntaxException e) {
      throw new UserError("endpoint: expected an address such as http://localhost:8000", e);
    }
  }

  private static void require(boolean holds, String key, String expected) {
    if (!holds) {
      throw new UserError(key + ": " + expected);
    }
  }
}
