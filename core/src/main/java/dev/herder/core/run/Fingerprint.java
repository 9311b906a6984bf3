package dev.herder.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.TreeSet;

/**
 * The identity of a run: what decides its result, and neither where its files lie nor when it ran.
 */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * Hashes everything that decides a run's result.
   *
   * @param stage the stage's name
   * @param settings the resolved settings without paths; the order of keys does not matter
   * @param seed the run's seed
   * @param inputs what the run reads, in a fixed order; of each only the hash counts
   * @param codeVersion the version of the program
   */
  public static String of(
      String stage, JsonNode settings, long seed, List<Artifact> inputs, String codeVersion) {
    StringBuilder text = new StringBuilder();
    text.append(stage).append('\n').append(codeVersion).append('\n').append(seed).append('\n');
    inputs.forEach(input -> text.append(input.sha256()).append('\n'));
    canonical(settings, text);
    return Hashes.ofString(text.toString());
  }

  private static void canonical(JsonNode node, StringBuilder out) {
    if (node instanceof ObjectNode object) {
      TreeSet<String> keys = new TreeSet<>();
      object.fieldNames().forEachRemaining(keys::add);
      out.append('{');
      for (String key : keys) {
        out.append(object.textNode(key)).append(':');
        canonical(object.get(key), out);
        out.append(',');
      }
      out.append('}');
    } else if (node.isArray()) {
      out.append('[');
      for (JsonNode each : node) {
        canonical(each, out);
        out.append(',');
      }
      out.append(']');
    } else {
      out.append(node);
    }
  }
}
