package dev.herder.eval.choice;

import dev.herder.eval.choice.ChoiceItem.Style;
import dev.herder.eval.items.ItemRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes questions of the rows of MMLU, MMLU-Pro, ARC, CommonsenseQA, OpenBookQA, HellaSwag and
 * PIQA, in the keys of their published files.
 */
public final class ChoiceRows {
  private static final Pattern BRACKETS = Pattern.compile("\\[[^\\]]*\\]");

  private ChoiceRows() {}

  /** Reads one row; its keys tell which file it is of. */
  public static ChoiceItem parse(ItemRow row) {
    if (row.has("endings")) {
      return hellaSwag(row);
    }
    if (row.has("sol1")) {
      List<String> choices = List.of(row.text("sol1"), row.text("sol2"));
      return item(
          row, row.text("goal"), choices, numbered(row, "label", choices.size()), Style.CLOZE);
    }
    if (row.value("question") instanceof Map) {
      ItemRow question = row.object("question");
      return labelled(row, question.text("stem"), question.objects("choices"), Style.CLOZE);
    }
    if (row.value("choices") instanceof Map) {
      return columns(row);
    }
    if (row.has("options")) {
      List<String> choices = row.texts("options", 2);
      String key = row.has("answer_index") ? "answer_index" : "answer";
      return item(
          row, row.text("question"), choices, numbered(row, key, choices.size()), Style.LETTERS);
    }
    if (row.has("choices")) {
      List<String> choices = row.texts("choices", 2);
      return item(
          row,
          row.text("question"),
          choices,
          numbered(row, "answer", choices.size()),
          Style.LETTERS);
    }
    if (row.has("A")) {
      return lettered(row);
    }
    throw row.bad(
        "",
        "no choices, expected one of the keys choices, options, endings, sol1, A",
        "docs/evaluation.md lists the formats");
  }

  private static ChoiceItem hellaSwag(ItemRow row) {
    String context =
        row.has("ctx_a")
            ? row.text("ctx_a") + " " + capital(row.optionalText("ctx_b").orElse(""))
            : row.text("ctx");
    String start = row.has("activity_label") ? row.text("activity_label") + ": " : "";
    List<String> endings = new ArrayList<>();
    for (String ending : row.texts("endings", 2)) {
      endings.add(tidy(ending));
    }
    return item(
        row,
        tidy(start + context),
        endings,
        numbered(row, "label", endings.size()),
        Style.CONTINUATION);
  }

  /** The first letter large and the others small, as the published evaluation has it. */
  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT)
            + text.substring(1).toLowerCase(Locale.ROOT);
  }

  /** Removes the marks that the WikiHow part of HellaSwag carries. */
  private static String tidy(String text) {
    String plain = text.strip().replace(" [title]", ". ");
    return BRACKETS.matcher(plain).replaceAll("").replace("  ", " ");
  }

  /** ARC's published rows: a list of objects, each with its label and text. */
  private static ChoiceItem labelled(
      ItemRow row, String question, List<ItemRow> choices, Style style) {
    List<String> labels = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (ItemRow choice : choices) {
      labels.add(choice.label("label"));
      texts.add(choice.text("text"));
    }
    return item(row, question, texts, byLabel(row, labels), style);
  }

  /** The same rows as data sets' exports have them: a list of labels and one of texts. */
  private static ChoiceItem columns(ItemRow row) {
    ItemRow choices = row.object("choices");
    List<String> labels = choices.texts("label", 2);
    List<String> texts = choices.texts("text", 2);
    if (labels.size() != texts.size()) {
      throw row.bad(
          "choices",
          labels.size() + " labels for " + texts.size() + " texts, expected as many",
          "");
    }
    return row.has("question_stem")
        ? item(row, row.text("question_stem"), texts, byLabel(row, labels), Style.CONTINUATION)
        : item(row, row.text("question"), texts, byLabel(row, labels), Style.CLOZE);
  }

  /** A column for each choice. */
  private static ChoiceItem lettered(ItemRow row) {
    List<String> choices = new ArrayList<>();
    for (char letter = 'A'; row.has(String.valueOf(letter)); letter++) {
      choices.add(row.label(String.valueOf(letter)));
    }
    String question = row.has("question") ? "question" : "input";
    String answer = row.has("answer") ? "answer" : "target";
    return item(
        row, row.text(question), choices, numbered(row, answer, choices.size()), Style.LETTERS);
  }

  private static int byLabel(ItemRow row, List<String> labels) {
    String answer = row.label("answerKey");
    int at = labels.indexOf(answer);
    if (at < 0) {
      throw row.bad("answerKey", "is " + answer + ", expected one of " + labels, "");
    }
    return at;
  }

  /** A choice by its number from 0 or its letter from A. */
  private static int numbered(ItemRow row, String key, int choices) {
    String label = row.label(key);
    int at = -1;
    if (label.matches("[0-9]{1,2}")) {
      at = Integer.parseInt(label);
    } else if (label.matches("[A-Z]")) {
      at = label.charAt(0) - 'A';
    }
    if (at < 0 || at >= choices) {
      throw row.bad(
          key,
          "is "
              + label
              + ", expected the number of a choice from 0 to "
              + (choices - 1)
              + " or its"
              + " letter from A",
          "");
    }
    return at;
  }

  private static ChoiceItem item(
      ItemRow row, String question, List<String> choices, int answer, Style style) {
    if (choices.size() < 2) {
      throw row.bad("choices", "one choice, expected two or more", "");
    }
    String id = String.valueOf(row.source().line());
    for (String key : List.of("id", "question_id", "ind")) {
      if (row.has(key)) {
        id = row.label(key);
        break;
      }
    }
    String category = "";
    for (String key : List.of("subject", "category", "activity_label")) {
      if (row.has(key)) {
        category = row.label(key);
        break;
      }
    }
    return new ChoiceItem(row.source(), id, category, question.strip(), choices, answer, style);
  }
}
