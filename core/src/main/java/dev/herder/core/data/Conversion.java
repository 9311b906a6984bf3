package dev.herder.core.data;

import dev.herder.core.config.Suggestions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a row into what it is read for, or says what it lacks. */
final class Conversion {
  private Conversion() {}

  static @Nullable Row convert(Row row, Purpose purpose, Faults faults) {
    return switch (purpose) {
      case TRAINING_SFT -> training(row, faults);
      case PREFERENCE -> preference(row, faults);
      case LABELLED -> labelled(row, faults);
      case PROMPTS -> prompt(row, faults);
      case ANY -> row;
    };
  }

  private static @Nullable Row training(Row row, Faults faults) {
    if (row instanceof Row.Preference pair) {
      return demonstration(row, pair.prompt(), pair.chosen());
    }
    if (row instanceof Row.Ranked ranked) {
      return demonstration(row, ranked.prompt(), ranked.answers().get(0));
    }
    if (row instanceof Row.Prompt) {
      return unfit(row, "completion", "a prompt without an answer", Purpose.TRAINING_SFT, faults);
    }
    if (row instanceof Row.Conversation conversation && !hasAssistant(conversation)) {
      faults.add(
          ProblemKind.NO_ANSWER,
          "messages",
          "no assistant's turn, expected at least one to learn from",
          "add the answer or remove the row");
      return null;
    }
    if (row instanceof Row.Demonstration demonstration
        && Sides.isEmpty(demonstration.completion())) {
      faults.add(ProblemKind.EMPTY, "completion", "is empty, expected an answer", "remove the row");
      return null;
    }
    return row;
  }

  private static Row demonstration(Row row, Turns prompt, Turns answer) {
    return new Row.Demonstration(row.source(), prompt, answer, row.variables());
  }

  private static boolean hasAssistant(Row.Conversation conversation) {
    return conversation.messages().stream().anyMatch(turn -> turn.role().equals("assistant"));
  }

  private static @Nullable Row preference(Row row, Faults faults) {
    if (row instanceof Row.Preference || row instanceof Row.Ranked) {
      return row;
    }
    String missing = row.variables().get("chosen") == null ? "chosen" : "rejected";
    return unfit(row, missing, "a row of one answer or none", Purpose.PREFERENCE, faults);
  }

  private static @Nullable Row labelled(Row row, Faults faults) {
    if (row instanceof Row.Preference || row instanceof Row.Ranked) {
      return row;
    }
    if (!(row instanceof Row.Demonstration demonstration)) {
      return unfit(row, "completion", "a row without a single answer", Purpose.LABELLED, faults);
    }
    Object label = row.variables().get("label");
    if (!(label instanceof Boolean good)) {
      faults.add(
          label == null ? ProblemKind.MISSING_KEY : ProblemKind.WRONG_TYPE,
          "label",
          (label == null ? "missing" : "is " + Shown.type(label)) + ", expected true or false",
          label == null ? "" : "write true for a good answer and false for a bad one");
      return null;
    }
    if (Sides.isEmpty(demonstration.completion())) {
      faults.add(ProblemKind.EMPTY, "completion", "is empty, expected an answer", "remove the row");
      return null;
    }
    Map<String, Object> variables = new LinkedHashMap<>(row.variables());
    variables.remove("label");
    return new Row.Labelled(
        row.source(), demonstration.prompt(), demonstration.completion(), good, variables);
  }

  private static @Nullable Row prompt(Row row, Faults faults) {
    if (row instanceof Row.Demonstration demonstration) {
      return new Row.Prompt(row.source(), demonstration.prompt(), row.variables());
    }
    if (row instanceof Row.Preference pair) {
      return new Row.Prompt(row.source(), pair.prompt(), row.variables());
    }
    if (row instanceof Row.Ranked ranked) {
      return new Row.Prompt(row.source(), ranked.prompt(), row.variables());
    }
    if (row instanceof Row.Conversation conversation) {
      return beforeLastAnswer(conversation, faults);
    }
    return row instanceof Row.Prompt
        ? row
        : unfit(row, "prompt", "text without a prompt", Purpose.PROMPTS, faults);
  }

  private static @Nullable Row beforeLastAnswer(Row.Conversation conversation, Faults faults) {
    List<Message> turns = conversation.messages();
    int last = turns.size() - 1;
    int end = turns.get(last).role().equals("assistant") ? last : turns.size();
    if (end == 0) {
      return unfit(conversation, "messages", "an answer alone", Purpose.PROMPTS, faults);
    }
    return new Row.Prompt(
        conversation.source(), new Turns.Chat(turns.subList(0, end)), conversation.variables());
  }

  private static @Nullable Row unfit(
      Row row, String missing, String found, Purpose purpose, Faults faults) {
    List<String> keys = new ArrayList<>(row.variables().keySet());
    String nearest = Suggestions.nearest(missing, keys);
    faults.add(
        ProblemKind.WRONG_PURPOSE,
        missing,
        "missing: " + found + " is of no use for " + purpose.title(),
        nearest == null || nearest.equals(missing)
            ? ""
            : "is " + Shown.key(nearest) + " a misspelling of it?");
    return null;
  }
}
