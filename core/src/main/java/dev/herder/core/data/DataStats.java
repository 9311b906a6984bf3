package dev.herder.core.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What data files hold, in numbers; lengths are in characters (Unicode code points).
 *
 * @param report rows by file and schema
 * @param roles turns by role, in chats
 * @param turns turns in each row that has any, answers that stand side by side counted each
 * @param promptChars text before the answers in each row: all but the assistant's turns of a
 *     conversation; 0 for plain text
 * @param answerChars text of each answer: the assistant's turns of a conversation, the whole of a
 *     plain text
 */
public record DataStats(
    DataReport report,
    Map<String, Long> roles,
    Distribution turns,
    Distribution promptChars,
    Distribution answerChars) {
  public DataStats {
    roles = Collections.unmodifiableMap(new TreeMap<>(roles));
  }

  /** Takes every row as it is counted. */
  @FunctionalInterface
  public interface Each {
    /**
     * One row.
     *
     * @param chars its characters, prompt and all answers together
     */
    void row(Row row, long chars);
  }

  /**
   * Reads the files once and counts.
   *
   * @throws DataException if any row is bad; it names them all
   */
  public static DataStats of(List<Path> files) throws IOException {
    return of(files, (row, chars) -> {});
  }

  /**
   * Reads the files once, counts, and hands on every row before the first bad one.
   *
   * @throws DataException if any row is bad; it names them all
   */
  public static DataStats of(List<Path> files, Each each) throws IOException {
    try (RowStream rows = RowReader.stream(files, Purpose.ANY)) {
      Counter counter = new Counter();
      rows.forEachRemaining(row -> each.row(row, counter.count(row)));
      return counter.stats(rows.report());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static final class Counter {
    private final Map<String, Long> roles = new TreeMap<>();
    private final LongStream.Builder turns = LongStream.builder();
    private final LongStream.Builder promptChars = LongStream.builder();
    private final LongStream.Builder answerChars = LongStream.builder();

    /** Counts a row and gives its characters. */
    long count(Row row) {
      if (row instanceof Row.Text text) {
        promptChars.add(0);
        return answer(chars(text.text()));
      } else if (row instanceof Row.Conversation conversation) {
        return conversation(conversation.messages());
      } else if (row instanceof Row.Demonstration demonstration) {
        return sides(demonstration.prompt(), List.of(demonstration.completion()));
      } else if (row instanceof Row.Preference pair) {
        return sides(pair.prompt(), List.of(pair.chosen(), pair.rejected()));
      } else if (row instanceof Row.Ranked ranked) {
        return sides(ranked.prompt(), ranked.answers());
      }
      return sides(((Row.Prompt) row).prompt(), List.of());
    }

    private long conversation(List<Message> messages) {
      countTurns(messages);
      long answer = 0;
      long prompt = 0;
      for (Message message : messages) {
        if (message.role().equals("assistant")) {
          answer += chars(message.content());
        } else {
          prompt += chars(message.content());
        }
      }
      promptChars.add(prompt);
      return prompt + answer(answer);
    }

    private long sides(Turns prompt, List<Turns> answers) {
      List<Message> messages = new ArrayList<>(messages(prompt));
      long chars = chars(prompt);
      promptChars.add(chars);
      for (Turns answer : answers) {
        messages.addAll(messages(answer));
        chars += answer(chars(answer));
      }
      countTurns(messages);
      return chars;
    }

    private long answer(long chars) {
      answerChars.add(chars);
      return chars;
    }

    private void countTurns(List<Message> messages) {
      messages.forEach(message -> roles.merge(message.role(), 1L, Long::sum));
      if (!messages.isEmpty()) {
        turns.add(messages.size());
      }
    }

    private static List<Message> messages(Turns turns) {
      return turns instanceof Turns.Chat chat ? chat.messages() : List.of();
    }

    private static long chars(Turns turns) {
      return turns instanceof Turns.Plain plain
          ? chars(plain.text())
          : messages(turns).stream().mapToLong(message -> chars(message.content())).sum();
    }

    private static long chars(String text) {
      return text.codePointCount(0, text.length());
    }

    DataStats stats(DataReport report) {
      return new DataStats(
          report,
          roles,
          Distribution.of(turns.build().toArray()),
          Distribution.of(promptChars.build().toArray()),
          Distribution.of(answerChars.build().toArray()));
    }
  }
}
