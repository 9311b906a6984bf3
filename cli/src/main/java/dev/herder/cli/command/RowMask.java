package dev.herder.cli.command;

import dev.herder.core.data.Row;
import dev.herder.engine.text.Encoded;
import dev.herder.engine.text.EncodedAnswers;
import dev.herder.engine.text.EncodedPrompt;
import dev.herder.engine.text.EncodedRow;
import dev.herder.engine.text.Note;
import dev.herder.engine.text.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One row's ids and mask for programs. */
final class RowMask {
  private RowMask() {}

  /**
   * Where the row stands, its {@code ids} and {@code mask} (1 where learned), or why it is not
   * used; of a row with several answers {@code prompt_ids} and the ids of each answer.
   */
  static Map<String, Object> of(Row row, Outcome outcome) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("row", row.source().toString());
    if (outcome instanceof Outcome.Used used) {
      shown.put("tokens", used.row().tokens());
      shown.put("supervised", used.row().supervised());
      shown.put("truncated", used.truncated());
      shown.put("notes", used.notes().stream().map(Note::title).toList());
      ids(shown, used.row());
    } else if (outcome instanceof Outcome.Dropped dropped) {
      shown.put("dropped", dropped.reason());
    } else if (outcome instanceof Outcome.Refused refused) {
      shown.put("refused", refused.problem().toString());
    }
    return shown;
  }

  private static void ids(Map<String, Object> shown, EncodedRow row) {
    if (row instanceof Encoded encoded) {
      shown.put("ids", list(encoded.ids()));
      List<Integer> mask = new ArrayList<>();
      for (boolean learned : encoded.loss()) {
        mask.add(learned ? 1 : 0);
      }
      shown.put("mask", mask);
    } else if (row instanceof EncodedPrompt prompt) {
      shown.put("ids", list(prompt.ids()));
    } else if (row instanceof EncodedAnswers answers) {
      shown.put("prompt_ids", list(answers.prompt()));
      shown.put("answer_ids", answers.answers().stream().map(a -> list(a.ids())).toList());
    }
  }

  private static List<Integer> list(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }
}
