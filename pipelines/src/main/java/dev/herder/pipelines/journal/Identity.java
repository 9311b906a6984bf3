package dev.herder.pipelines.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.Fingerprint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that decides a step's result, with all inputs known.
 *
 * @param inputs the hash of each input's content, by role
 * @param code the version of the program
 */
public record Identity(
    String stage, JsonNode settings, long seed, SortedMap<String, String> inputs, String code) {
  public Identity {
    settings = settings.deepCopy();
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
  }

  /** One hash of it all. Nothing of it depends on the clock or on where files lie. */
  public String fingerprint() {
    List<Artifact> artifacts = new ArrayList<>();
    inputs.forEach((role, hash) -> artifacts.add(new Artifact(role, hash, null)));
    return Fingerprint.of(stage, settings, seed, artifacts, code);
  }

  /** What differs from an earlier identity, for people, one difference an entry. */
  public List<String> differencesFrom(Identity old) {
    List<String> differences = new ArrayList<>();
    settings("", old.settings, settings, differences);
    if (old.seed != seed) {
      differences.add("seed " + old.seed + " is now " + seed);
    }
    TreeSet<String> roles = new TreeSet<>(old.inputs.keySet());
    roles.addAll(inputs.keySet());
    for (String role : roles) {
      if (!inputs.containsKey(role)) {
        differences.add("input '" + role + "' is gone");
      } else if (!old.inputs.containsKey(role)) {
        differences.add("input '" + role + "' is new");
      } else if (!Objects.equals(old.inputs.get(role), inputs.get(role))) {
        differences.add("input '" + role + "' has another content");
      }
    }
    if (!old.code.equals(code)) {
      differences.add("the program's version " + old.code + " is now " + code);
    }
    if (!old.stage.equals(stage)) {
      differences.add("it was a step '" + old.stage + "' and is now '" + stage + "'");
    }
    return differences;
  }

  private static void settings(String path, JsonNode old, JsonNode now, List<String> differences) {
    if (old instanceof ObjectNode before && now instanceof ObjectNode after) {
      TreeSet<String> keys = new TreeSet<>();
      before.fieldNames().forEachRemaining(keys::add);
      after.fieldNames().forEachRemaining(keys::add);
      for (String key : keys) {
        settings(
            path.isEmpty() ? key : path + "." + key,
            before.path(key),
            after.path(key),
            differences);
      }
    } else if (!old.toString().equals(now.toString())) {
      // As text, which is what the fingerprint sees: a journal read back has other number types.
      differences.add(path + " " + shown(old) + " is now " + shown(now));
    }
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "(not set)" : node.toString();
  }
}
