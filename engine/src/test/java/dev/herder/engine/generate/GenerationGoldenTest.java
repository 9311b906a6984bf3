package dev.herder.engine.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.machine.Session;
import dev.herder.engine.model.Decoding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Greedy tokens and filtered distributions against transformers. */
final class GenerationGoldenTest {
  private static final Path ROOT = Path.of("src/test/resources/golden/model");
  private static final int DRAWS = 4000;

  private static JsonNode golden(String key) throws IOException {
    return new ObjectMapper().readTree(ROOT.resolve("generation.json").toFile()).path(key);
  }

  private static int[] ints(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  @Test
  void greedyTokensAreThoseOfTransformers() throws IOException {
    JsonNode cases = golden("greedy");
    assertEquals(8, cases.size());
    Machine.Wish wish = new Machine.Wish("cpu", "float32", 2, 0);
    try (CausalLm model =
            CausalLm.open(ROOT.resolve("llama-gqa-tied"), CausalLm.Options.inference(wish));
        Decoding decoding = new Decoding(model.network(), 16)) {
      for (JsonNode each : cases) {
        Sampling sampling =
            Sampling.greedy(40).withRepetitionPenalty(each.path("penalty").asDouble());
        Request request = new Request(ints(each.path("prompt")), 1, TokenListener.NONE);
        List<Sample> samples = new ArrayList<>();
        new Decoder(decoding, 8, 1000, 512)
            .generate(List.of(request).iterator(), sampling, Set.of(), () -> false, samples::add);
        List<Integer> expected = new ArrayList<>();
        each.path("ids").forEach(id -> expected.add(id.asInt()));
        assertEquals(expected, samples.get(0).ids());
      }
    }
  }

  @Test
  void filtersLeaveWhatThoseOfTransformersLeave() throws IOException {
    JsonNode cases = golden("filters");
    assertEquals(8, cases.size());
    try (Session session = new Session(Compute.plain(2))) {
      for (JsonNode each : cases) {
        check(session, each);
      }
    }
  }

  /** Draws at even steps of u: each token is hit as often as it is probable. */
  private static void check(Session session, JsonNode golden) {
    int vocabulary = golden.path("logits").size();
    int[] seen = ints(golden.path("seen"));
    float[] logits = new float[DRAWS * vocabulary];
    long[] counted = new long[DRAWS * seen.length];
    double[] u = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      u[i] = (i + 0.5) / DRAWS;
      for (int t = 0; t < vocabulary; t++) {
        logits[i * vocabulary + t] = (float) golden.path("logits").get(t).asDouble();
      }
      for (int s = 0; s < seen.length; s++) {
        counted[i * seen.length + s] = seen[s];
      }
    }
    int[] hits = new int[vocabulary];
    try (NDManager scope = session.manager().newSubManager()) {
      NDArray rows = scope.create(logits, new Shape(DRAWS, vocabulary));
      NDArray ids =
          session
              .kernels()
              .arrays(
                  scope,
                  "sample",
                  rows,
                  scope.create(u),
                  scope.create(counted, new Shape(DRAWS, seen.length)),
                  golden.path("temperature").asDouble(),
                  golden.path("top_k").asInt(),
                  golden.path("top_p").asDouble(),
                  golden.path("min_p").asDouble(),
                  golden.path("penalty").asDouble())
              .get(0);
      for (long id : ids.toLongArray()) {
        hits[(int) id]++;
      }
    }
    int kept = 0;
    for (int t = 0; t < vocabulary; t++) {
      double expected = golden.path("probabilities").get(t).asDouble();
      kept += expected > 0 ? 1 : 0;
      assertTrue(expected > 0 || hits[t] == 0, "token " + t + " was cut off");
      assertEquals(expected * DRAWS, hits[t], 1.01, "token " + t);
    }
    assertTrue(kept > 2, kept + " tokens kept");
  }
}
