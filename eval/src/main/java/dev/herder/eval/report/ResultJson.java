package dev.herder.eval.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.run.Versions;
import dev.herder.eval.Aggregate;
import dev.herder.eval.Conditions;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.stats.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results as JSON and back. */
final class ResultJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ResultJson() {}

  static Map<String, Object> item(ItemResult item) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", item.id());
    row.put("tags", item.tags());
    row.put("measures", item.measures());
    row.put("asked", item.asked());
    row.put("answered", item.answered());
    row.put("reasons", item.reasons());
    return row;
  }

  static ItemResult item(JsonNode row, String place) {
    Map<String, Double> measures = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> measure : row.path("measures").properties()) {
      if (!measure.getValue().isNumber()) {
        throw damaged(place, "measures." + measure.getKey());
      }
      measures.put(measure.getKey(), measure.getValue().asDouble());
    }
    if (!row.path("id").isTextual() || measures.isEmpty()) {
      throw damaged(place, row.path("id").isTextual() ? "measures" : "id");
    }
    return new ItemResult(
        row.path("id").asText(),
        texts(row.path("tags")),
        measures,
        row.path("asked").asText(),
        texts(row.path("answered")),
        texts(row.path("reasons")));
  }

  static ObjectNode results(Evaluation evaluation) {
    SuiteResult result = evaluation.result();
    ObjectNode json = JSON.createObjectNode();
    json.put("suite", result.suite());
    json.put("model", evaluation.model());
    json.put("model_sha256", evaluation.identity());
    json.put("items", result.items().size());
    if (!Double.isNaN(evaluation.seconds())) {
      json.put("seconds", evaluation.seconds());
    }
    json.set("figures", figures(result.figures()));
    json.set("categories", figures(result.categories()));
    ObjectNode conditions = json.putObject("conditions");
    conditions.put("prompts_sha256", result.conditions().prompts());
    conditions.put("template_sha256", result.conditions().template());
    conditions.put("settings_sha256", result.conditions().settingsHash());
    conditions.set("settings", JSON.valueToTree(result.conditions().settings()));
    json.set("notes", JSON.valueToTree(result.notes()));
    json.put("herder", Versions.herder());
    return json;
  }

  static Evaluation evaluation(JsonNode json, List<ItemResult> items, Path file) {
    String place = file.toString();
    for (String key : List.of("suite", "model")) {
      if (!json.path(key).isTextual()) {
        throw damaged(place, key);
      }
    }
    JsonNode conditions = json.path("conditions");
    SuiteResult result =
        new SuiteResult(
            json.path("suite").asText(),
            items,
            figures(json.path("figures"), place),
            figures(json.path("categories"), place),
            new Conditions(
                conditions.path("prompts_sha256").asText(),
                conditions.path("template_sha256").asText(),
                JSON.convertValue(
                    conditions.path("settings").isObject()
                        ? conditions.path("settings")
                        : JSON.createObjectNode(),
                    new TypeReference<Map<String, Object>>() {})),
            texts(json.path("notes")));
    return new Evaluation(
        json.path("model").asText(),
        json.path("model_sha256").asText(),
        result,
        json.path("seconds").asDouble(Double.NaN));
  }

  private static ArrayNode figures(List<Figure> figures) {
    ArrayNode list = JSON.createArrayNode();
    for (Figure figure : figures) {
      ObjectNode json = list.addObject();
      json.put("name", figure.name());
      number(json, "value", figure.value());
      json.put("n", figure.n());
      number(json, "low", figure.interval().low());
      number(json, "high", figure.interval().high());
      json.put("confidence", figure.interval().confidence());
      json.put("method", figure.interval().method());
      Aggregate aggregate = figure.aggregate();
      ObjectNode how = json.putObject("aggregate");
      if (aggregate instanceof Aggregate.Mean) {
        how.put("kind", "mean").put("measure", aggregate.measure());
      } else if (aggregate instanceof Aggregate.Ratio ratio) {
        how.put("kind", "ratio").put("measure", ratio.measure()).put("per", ratio.per());
      } else if (aggregate instanceof Aggregate.Perplexity perplexity) {
        how.put("kind", "perplexity").put("measure", perplexity.measure());
        how.put("per", perplexity.per());
      }
    }
    return list;
  }

  private static List<Figure> figures(JsonNode list, String place) {
    List<Figure> figures = new ArrayList<>();
    for (JsonNode json : list) {
      JsonNode how = json.path("aggregate");
      String measure = how.path("measure").asText();
      String per = how.path("per").asText();
      Aggregate aggregate =
          switch (how.path("kind").asText()) {
            case "mean" -> new Aggregate.Mean(measure);
            case "ratio" -> new Aggregate.Ratio(measure, per);
            case "perplexity" -> new Aggregate.Perplexity(measure, per);
            default -> throw damaged(place, "figures.aggregate.kind");
          };
      double confidence = json.path("confidence").asDouble();
      if (!(confidence > 0 && confidence < 1)) {
        throw damaged(place, "figures.confidence");
      }
      Interval interval =
          new Interval(
              json.path("low").asDouble(Double.NaN),
              json.path("high").asDouble(Double.NaN),
              confidence,
              json.path("method").asText());
      figures.add(
          new Figure(
              json.path("name").asText(),
              json.path("value").asDouble(Double.NaN),
              json.path("n").asLong(),
              interval,
              aggregate));
    }
    return figures;
  }

  private static void number(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static UserError damaged(String place, String key) {
    return new UserError(
        place
            + ": key '"
            + key
            + "' is missing or wrong, expected what 'herder eval' wrote; evaluate again");
  }
}
