package dev.herder.eval.hygiene;

import dev.herder.core.data.DataException;
import dev.herder.core.data.DataReport;
import dev.herder.core.data.Message;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.data.RowStream;
import dev.herder.core.data.Turns;
import dev.herder.core.overlap.NgramIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Every text that a model was trained on, as an index of n-grams. */
public final class TrainingText {
  /** The paper's n. */
  public static final int N = 8;

  private TrainingText() {}

  /**
   * Indexes files of rows of any kind: prompts, answers, chosen and rejected, whole conversations.
   *
   * @throws dev.herder.core.UserError if a file has bad rows
   */
  public static NgramIndex index(List<Path> files) throws IOException {
    DataReport report = RowReader.check(files, Purpose.ANY);
    if (report.problems().total() > 0) {
      throw new DataException(report.problems());
    }
    NgramIndex.Builder builder = NgramIndex.builder(N);
    try (RowStream rows = RowReader.stream(files, Purpose.ANY)) {
      while (rows.hasNext()) {
        add(rows.next(), builder);
      }
    }
    return builder.build();
  }

  private static void add(Row row, NgramIndex.Builder builder) {
    if (row instanceof Row.Text text) {
      builder.add(text.text());
    } else if (row instanceof Row.Conversation conversation) {
      add(conversation.messages(), builder);
    } else if (row instanceof Row.Demonstration demonstration) {
      add(builder, demonstration.prompt(), demonstration.completion());
    } else if (row instanceof Row.Preference preference) {
      add(builder, preference.prompt(), preference.chosen(), preference.rejected());
    } else if (row instanceof Row.Ranked ranked) {
      add(builder, ranked.prompt());
      ranked.answers().forEach(answer -> add(builder, answer));
    } else if (row instanceof Row.Labelled labelled) {
      add(builder, labelled.prompt(), labelled.completion());
    } else if (row instanceof Row.Prompt prompt) {
      add(builder, prompt.prompt());
    }
  }

  private static void add(NgramIndex.Builder builder, Turns... sides) {
    for (Turns side : sides) {
      if (side instanceof Turns.Chat chat) {
        add(chat.messages(), builder);
      } else {
        builder.add(((Turns.Plain) side).text());
      }
    }
  }

  private static void add(List<Message> messages, NgramIndex.Builder builder) {
    messages.forEach(message -> builder.add(message.content()));
  }
}
