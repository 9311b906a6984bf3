package dev.herder.core.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One row of training data or one prompt: the whole JSON Lines vocabulary after schema detection.
 *
 * <p>{@code variables} are the row's further template variables ({@code tools}, {@code documents},
 * {@code date_string}, ...) and any other key of the row that the schema does not use ({@code
 * answer}, {@code id}, ...), as plain Java values.
 */
public sealed interface Row {
  Source source();

  Map<String, Object> variables();

  /** Plain text, every token of which is a target. */
  record Text(Source source, String text, Map<String, Object> variables) implements Row {
    public Text {
      variables = frozen(variables);
    }
  }

  /** A whole conversation. */
  record Conversation(Source source, List<Message> messages, Map<String, Object> variables)
      implements Row {
    public Conversation {
      messages = List.copyOf(messages);
      variables = frozen(variables);
    }
  }

  /** A prompt and the one answer to learn. Both sides are of one kind: plain or chat. */
  record Demonstration(Source source, Turns prompt, Turns completion, Map<String, Object> variables)
      implements Row {
    public Demonstration {
      variables = frozen(variables);
    }
  }

  /** A prompt with a better and a worse answer. All sides are of one kind: plain or chat. */
  record Preference(
      Source source, Turns prompt, Turns chosen, Turns rejected, Map<String, Object> variables)
      implements Row {
    public Preference {
      variables = frozen(variables);
    }
  }

  /** A prompt with two or more answers, best first; equal ranks are refused when read. */
  record Ranked(Source source, Turns prompt, List<Turns> answers, Map<String, Object> variables)
      implements Row {
    public Ranked {
      answers = List.copyOf(answers);
      variables = frozen(variables);
    }
  }

  /**
   * A prompt with one answer and whether it is a good one. Only {@link Purpose#LABELLED} makes such
   * rows, of demonstrations with a {@code label}; elsewhere the label is a variable.
   */
  record Labelled(
      Source source,
      Turns prompt,
      Turns completion,
      boolean desirable,
      Map<String, Object> variables)
      implements Row {
    public Labelled {
      variables = frozen(variables);
    }
  }

  /** A prompt alone. */
  record Prompt(Source source, Turns prompt, Map<String, Object> variables) implements Row {
    public Prompt {
      variables = frozen(variables);
    }
  }

  private static Map<String, Object> frozen(Map<String, Object> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
