package dev.herder.synthdata.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What {@code POST /v1/embeddings} answers. */
final class Vectors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  /**
   * Reads a response's body; empty if it does not hold one finite vector for each text, all of one
   * length.
   *
   * @param count how many texts there were
   */
  static Optional<List<float[]>> of(byte[] body, int count) {
    try {
      JsonNode data = JSON.readTree(body).path("data");
      float[][] vectors = new float[count][];
      if (data.size() != count) {
        return Optional.empty();
      }
      for (JsonNode each : data) {
        int index = each.path("index").asInt(-1);
        JsonNode numbers = each.path("embedding");
        if (index < 0 || index >= count || vectors[index] != null || numbers.isEmpty()) {
          return Optional.empty();
        }
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
          vector[i] = numbers.get(i).isNumber() ? numbers.get(i).floatValue() : Float.NaN;
          if (!Float.isFinite(vector[i])) {
            return Optional.empty();
          }
        }
        vectors[index] = vector;
      }
      int width = count == 0 ? 0 : vectors[0].length;
      boolean alike = Arrays.stream(vectors).allMatch(vector -> vector.length == width);
      return alike ? Optional.of(List.of(vectors)) : Optional.empty();
    } catch (IOException e) {
      // Not JSON: the caller tells and asks again.
      return Optional.empty();
    }
  }
}
