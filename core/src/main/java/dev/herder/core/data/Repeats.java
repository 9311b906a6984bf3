package dev.herder.core.data;

import dev.herder.core.run.Hashes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows that say the same, and rows that ask the same, by a hash of their texts.
 *
 * <p>Variables of a row, such as {@code id}, do not count; roles and further keys of messages do.
 */
public final class Repeats {
  private static final int SHOWN = 5;

  private final Map<String, Source> rows = new HashMap<>();
  private final Map<String, Source> prompts = new HashMap<>();
  private final List<Pair> first = new ArrayList<>();
  private long sameRows;
  private long samePrompts;

  /**
   * A row and the earlier one that it repeats.
   *
   * @param row where it stands
   * @param of where the first of its kind stands
   */
  public record Pair(Source row, Source of) {}

  /** Looks at the next row. */
  public void add(Row row) {
    Source earlier = rows.putIfAbsent(key(row), row.source());
    if (earlier != null) {
      sameRows++;
      if (first.size() < SHOWN) {
        first.add(new Pair(row.source(), earlier));
      }
    }
    Object prompt = prompt(row);
    if (prompt != null && prompts.putIfAbsent(hash(prompt), row.source()) != null) {
      samePrompts++;
    }
  }

  /** Rows that repeat an earlier row. */
  public long rows() {
    return sameRows;
  }

  /** Rows whose prompt is that of an earlier row, whatever their answers. */
  public long prompts() {
    return samePrompts;
  }

  /** The first rows that repeat an earlier one, a few. */
  public List<Pair> first() {
    return List.copyOf(first);
  }

  /** 32 hexadecimal digits that are the same for rows that say the same. */
  public static String key(Row row) {
    return hash(sides(row));
  }

  /** 32 hexadecimal digits that are the same for rows that ask the same; null for plain text. */
  public static @Nullable String promptKey(Row row) {
    Object prompt = prompt(row);
    return prompt == null ? null : hash(prompt);
  }

  private static String hash(Object sides) {
    // Half of a SHA-256 keeps a million rows apart all the same.
    return Hashes.ofString(sides.toString()).substring(0, 32);
  }

  private static Object sides(Row row) {
    if (row instanceof Row.Text text) {
      return text.text();
    } else if (row instanceof Row.Conversation conversation) {
      return conversation.messages();
    } else if (row instanceof Row.Demonstration pair) {
      return List.of(pair.prompt(), pair.completion());
    } else if (row instanceof Row.Preference pair) {
      return List.of(pair.prompt(), pair.chosen(), pair.rejected());
    } else if (row instanceof Row.Ranked ranked) {
      return List.of(ranked.prompt(), ranked.answers());
    }
    return ((Row.Prompt) row).prompt();
  }

  private static @Nullable Object prompt(Row row) {
    if (row instanceof Row.Conversation conversation) {
      List<Message> before = new ArrayList<>();
      for (Message message : conversation.messages()) {
        if (message.role().equals("assistant")) {
          break;
        }
        before.add(message);
      }
      return new Turns.Chat(before);
    } else if (row instanceof Row.Demonstration pair) {
      return pair.prompt();
    } else if (row instanceof Row.Preference pair) {
      return pair.prompt();
    } else if (row instanceof Row.Ranked ranked) {
      return ranked.prompt();
    }
    return row instanceof Row.Prompt prompt ? prompt.prompt() : null;
  }
}
