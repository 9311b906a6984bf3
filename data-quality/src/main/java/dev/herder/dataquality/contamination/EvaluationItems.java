package dev.herder.dataquality.contamination;

import dev.herder.core.data.WholeRows;
import dev.herder.core.data.WholeRows.WholeRow;
import dev.herder.core.overlap.Words;
import dev.herder.dataquality.rows.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The texts of evaluation sets that must not be trained on.
 *
 * <p>Of rows of a known schema these are all texts but the system's; of other objects, since
 * evaluations have keys of their own, every string in them. Texts of fewer than n words count only
 * where they are questions: a prompt, or the value of a key such as {@code question}. An answer
 * such as "yes" would meet every row.
 *
 * @param texts the items
 * @param sources where each stands
 * @param rows rows read
 * @param unreadable rows that are no JSON object
 */
record EvaluationItems(List<String> texts, List<String> sources, long rows, long unreadable) {
  private static final Set<String> QUESTIONS =
      Set.of("question", "prompt", "instruction", "problem", "query", "input", "text", "goal");

  static EvaluationItems read(List<Path> files, int n) throws IOException {
    List<String> texts = new ArrayList<>();
    List<String> sources = new ArrayList<>();
    long read = 0;
    long unreadable = 0;
    try (WholeRows rows = WholeRows.open(files)) {
      for (WholeRow row = rows.next(); row != null; row = rows.next()) {
        int before = texts.size();
        if (row.row() != null) {
          for (Part part : Part.of(row.row())) {
            boolean question = !part.isAnswer() || part.role().equals("text");
            if (!part.role().equals("system")) {
              add(texts, part.text(), question, n);
            }
          }
        } else if (row.object() != null) {
          Map<String, Object> object = row.object();
          object.forEach((key, value) -> addAll(texts, key, value, n));
        } else {
          unreadable++;
        }
        for (int i = before; i < texts.size(); i++) {
          sources.add(row.source().toString());
        }
        read++;
      }
    }
    return new EvaluationItems(texts, sources, read, unreadable);
  }

  private static void addAll(List<String> texts, String key, Object value, int n) {
    if (value instanceof String text) {
      add(texts, text, QUESTIONS.contains(key), n);
    } else if (value instanceof List<?> list) {
      for (Object each : list) {
        if (each != null) {
          addAll(texts, "", each, n);
        }
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, each) -> {
            if (each != null) {
              addAll(texts, (String) name, each, n);
            }
          });
    }
  }

  private static void add(List<String> texts, String text, boolean question, int n) {
    int words = Words.hashes(text).length;
    if (words >= n || (question && words > 0)) {
      texts.add(text);
    }
  }
}
