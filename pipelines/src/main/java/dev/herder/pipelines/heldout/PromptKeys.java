package dev.herder.pipelines.heldout;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/** What two prompts are compared by: the question, without regard to white space. */
final class PromptKeys {
  private static final String USER = "user";

  private PromptKeys() {}

  /** The question that a prompt asks: its last user turn, or its plain text. */
  static String of(Row.Prompt prompt) {
    List<String> questions = questions(prompt.prompt());
    return questions.isEmpty() ? "" : questions.get(questions.size() - 1);
  }

  /** Every question that a row asks: all its user turns, a plain prompt, or its whole text. */
  static List<String> all(Row row) {
    if (row instanceof Row.Text text) {
      return List.of(normalised(text.text()));
    } else if (row instanceof Row.Conversation conversation) {
      return questions(new Turns.Chat(conversation.messages()));
    } else if (row instanceof Row.Demonstration demonstration) {
      return questions(demonstration.prompt());
    } else if (row instanceof Row.Preference preference) {
      return questions(preference.prompt());
    } else if (row instanceof Row.Ranked ranked) {
      return questions(ranked.prompt());
    }
    return questions(((Row.Prompt) row).prompt());
  }

  private static List<String> questions(Turns turns) {
    if (turns instanceof Turns.Plain plain) {
      return List.of(normalised(plain.text()));
    }
    List<String> questions = new ArrayList<>();
    for (Message message : ((Turns.Chat) turns).messages()) {
      if (message.role().equals(USER)) {
        questions.add(normalised(message.content()));
      }
    }
    return questions;
  }

  private static String normalised(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC).replaceAll("\\s+", " ").strip();
  }
}
