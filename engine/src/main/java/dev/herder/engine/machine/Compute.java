package dev.herder.engine.machine;

import ai.djl.Device;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every choice that depends on the machine, made once by {@link Machine} and recorded in the
 * manifest.
 *
 * @param device where tensors live
 * @param precision dtype of the matrix products
 * @param threads threads of one operation on a CPU
 * @param lanes shares of a sampler's requests on a CPU, each of which may have a thread of its own
 * @param attentionTile queries per attention tile, at most
 * @param attentionScores scores of a tile that are computed at once, heads one after the other if
 *     need be; what fits a processor's cache
 * @param headBytes bytes that the logits of one chunk of the output head may take
 * @param microBatchTokens tokens of a packed batch that are computed at once
 * @param why the reason of each choice, one line each, by name
 */
public record Compute(
    Device device,
    Precision precision,
    int threads,
    int lanes,
    int attentionTile,
    int attentionScores,
    long headBytes,
    int microBatchTokens,
    Map<String, String> why) {
  public Compute {
    why = Map.copyOf(why);
  }

  /** Float32 on the CPU with small buffers, for tests and tiny models. */
  public static Compute plain(int threads) {
    return new Compute(
        Device.cpu(), Precision.FLOAT32, threads, threads, 128, 1 << 20, 64L << 20, 1024, Map.of());
  }

  public Compute withPrecision(Precision other) {
    return of(other, attentionTile, attentionScores, headBytes, microBatchTokens);
  }

  public Compute withMicroBatchTokens(int tokens) {
    return of(precision, attentionTile, attentionScores, headBytes, tokens);
  }

  public Compute withAttentionTile(int tile, int scores) {
    return of(precision, tile, scores, headBytes, microBatchTokens);
  }

  public Compute withHeadBytes(long bytes) {
    return of(precision, attentionTile, attentionScores, bytes, microBatchTokens);
  }

  private Compute of(Precision dtype, int tile, int scores, long head, int tokens) {
    return new Compute(device, dtype, threads, lanes, tile, scores, head, tokens, why);
  }

  /**
   * A choice and its reason, as in {@code dtype: float32 (as asked)}; empty where there is none.
   */
  public Optional<String> reason(String name) {
    String because = why.get(name);
    return because == null
        ? Optional.empty()
        : Optional.of("%s: %s (%s)".formatted(name, describe().get(name), because));
  }

  /** The choices as they are written to a manifest. */
  public Map<String, Object> describe() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("device", device.toString());
    map.put("dtype", precision.id());
    map.put("threads", threads);
    map.put("attention_tile", attentionTile);
    map.put("attention_scores", attentionScores);
    map.put("head_bytes", headBytes);
    map.put("micro_batch_tokens", microBatchTokens);
    return map;
  }
}
