package dev.herder.core.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Names and values, such as the settings of a run. */
public record Facts(String title, List<Fact> facts) implements Section {
  /** One name and its value. */
  public record Fact(String name, String value) {}

  public Facts {
    facts = List.copyOf(facts);
  }

  /** The leaves of a JSON value, named by their path: {@code lora.r}, {@code inputs.0.path}. */
  public static Facts of(String title, JsonNode json) {
    List<Fact> facts = new ArrayList<>();
    flatten("", json, facts);
    return new Facts(title, facts);
  }

  private static void flatten(String path, JsonNode json, List<Fact> facts) {
    String prefix = path.isEmpty() ? "" : path + ".";
    if (json.isObject()) {
      for (Map.Entry<String, JsonNode> field : json.properties()) {
        flatten(prefix + field.getKey(), field.getValue(), facts);
      }
    } else if (json.isArray() && anyContainer(json)) {
      for (int i = 0; i < json.size(); i++) {
        flatten(prefix + i, json.get(i), facts);
      }
    } else if (json.isArray()) {
      List<String> texts = new ArrayList<>();
      json.forEach(each -> texts.add(scalar(each)));
      facts.add(new Fact(path, String.join(", ", texts)));
    } else if (!json.isMissingNode()) {
      facts.add(new Fact(path, json.isNull() ? "–" : scalar(json)));
    }
  }

  /** The value as a person writes it: 2e-5, not 2.0E-5. */
  private static String scalar(JsonNode json) {
    String text = json.asText();
    return json.isFloatingPointNumber() ? text.replace(".0E", "e").replace('E', 'e') : text;
  }

  private static boolean anyContainer(JsonNode array) {
    for (JsonNode each : array) {
      if (each.isContainerNode()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void writeTo(Markup out) {
    out.open("dl", "class", "facts");
    for (Fact fact : facts) {
      out.open("div").leaf("dt", fact.name()).leaf("dd", fact.value(), "dir", "auto").close("div");
    }
    out.close("dl");
  }
}
