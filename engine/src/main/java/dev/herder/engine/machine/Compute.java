package dev.herder.engine.machine;

import ai.djl.Device;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Every choice that depends on the machine, made once by {@link Machine} and recorded in the
 * manifest.
 *
 * @param device where tensors live
 * @param precision dtype of the matrix products
 * @param threads threads of one operation on a CPU
 * @param lanes shares of a sampler's requests on a CPU, each of which may have a thread of its own
 * @param attentionTile queries per attention tile
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
    long headBytes,
    int microBatchTokens,
    Map<String, String> why) {
  public Compute {
    why = Map.copyOf(why);
  }

  /** Float32 on the CPU with small buffers, for tests and tiny models. */
  public static Compute plain(int threads) {
    return new Compute(
        Device.cpu(), Precision.FLOAT32, threads, threads, 128, 64L << 20, 1024, Map.of());
  }

  public Compute withPrecision(Precision other) {
    return new Compute(
        device, other, threads, lanes, attentionTile, headBytes, microBatchTokens, why);
  }

  public Compute withMicroBatchTokens(int tokens) {
    return new Compute(device, precision, threads, lanes, attentionTile, headBytes, tokens, why);
  }

  public Compute withAttentionTile(int tile) {
    return new Compute(device, precision, threads, lanes, tile, headBytes, microBatchTokens, why);
  }

  public Compute withHeadBytes(long bytes) {
    return new Compute(
        device, precision, threads, lanes, attentionTile, bytes, microBatchTokens, why);
  }

  /** The choices as they are written to a manifest. */
  public Map<String, Object> describe() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("device", device.toString());
    map.put("dtype", precision.id());
    map.put("threads", threads);
    map.put("attention_tile", attentionTile);
    map.put("head_bytes", headBytes);
    map.put("micro_batch_tokens", microBatchTokens);
    return map;
  }
}
