package dev.herder.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.engine.architecture.Architecture;
import dev.herder.engine.json.Excerpt;
import dev.herder.engine.json.JsonFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads from {@code config.json} what a model computes in the end, and says it there. */
final class HeadReader {
  /** Labels of a classifier whose configuration does not say, as in transformers. */
  private static final int DEFAULT_LABELS = 2;

  private HeadReader() {}

  /**
   * The head that {@code architectures} names; the language model where it names none.
   *
   * @throws dev.herder.core.UserError if it is one that is not supported
   */
  static Head read(ObjectNode json, String place) {
    JsonFields config = JsonFields.of(json, place);
    List<String> classes = config.texts("architectures");
    Head head = new Head.LanguageModel();
    for (String name : classes) {
      if (name.endsWith("ForSequenceClassification")) {
        head = new Head.Score(labels(config));
      } else if (name.endsWith("ForTokenClassification") || name.endsWith("ForQuestionAnswering")) {
        config.problem(
            "architectures",
            "holds "
                + Excerpt.quoted(name)
                + ", which is not supported; supported are ...ForCausalLM and"
                + " ...ForSequenceClassification");
      }
    }
    config.check();
    return head;
  }

  /** The keys of {@code config.json} that make transformers build a model with this head. */
  static Map<String, JsonNode> changes(Architecture architecture, Head head) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ArrayNode classes = json.arrayNode();
    Map<String, JsonNode> changes = new LinkedHashMap<>();
    changes.put("architectures", classes);
    changes.put("num_labels", json.missingNode());
    if (head instanceof Head.Score score) {
      classes.add(architecture.sequenceClassificationClass());
      ObjectNode names = json.objectNode();
      ObjectNode numbers = json.objectNode();
      for (int label = 0; label < score.labels(); label++) {
        names.put(Integer.toString(label), "LABEL_" + label);
        numbers.put("LABEL_" + label, label);
      }
      changes.put("id2label", names);
      changes.put("label2id", numbers);
    } else {
      classes.add(architecture.causalLmClass());
      changes.put("id2label", json.missingNode());
      changes.put("label2id", json.missingNode());
    }
    return changes;
  }

  private static int labels(JsonFields config) {
    JsonNode names = config.get("id2label");
    int named = names != null && names.isObject() ? names.size() : DEFAULT_LABELS;
    if (named < 1 || named > Head.Score.MOST_LABELS) {
      config.problem("id2label", "must name 1 to " + Head.Score.MOST_LABELS + " labels");
      return 1;
    }
    return config.intOr("num_labels", named, 1, Head.Score.MOST_LABELS);
  }
}
