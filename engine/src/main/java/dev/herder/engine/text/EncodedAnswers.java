package dev.herder.engine.text;

import dev.herder.core.data.Source;
import java.util.List;
import java.util.Map;

/**
 * A prompt and answers to it, the best first; of a preference, chosen and rejected; of a labelled
 * answer, that one.
 *
 * <p>Prompt and answer joined are the tokens of the whole conversation. All tokens of the answers
 * are learned. The arrays are not copied: do not write to them.
 */
public final class EncodedAnswers implements EncodedRow {
  private final Source source;
  private final int[] prompt;
  private final List<Answer> answers;
  private final Map<String, Object> marks;

  /**
   * A prompt with answers.
   *
   * @param source where the row came from
   * @param prompt the tokens that all answers share, at least one
   * @param answers what follows, in the order of the row, at least one
   * @param marks the row's further keys whose values are numbers or truth values
   */
  public EncodedAnswers(
      Source source, int[] prompt, List<Answer> answers, Map<String, Object> marks) {
    if (prompt.length == 0 || answers.isEmpty()) {
      throw new IllegalArgumentException(
          prompt.length + " prompt tokens, " + answers.size() + " answers");
    }
    this.source = source;
    this.prompt = prompt;
    this.answers = List.copyOf(answers);
    this.marks = Map.copyOf(marks);
  }

  /** One answer. */
  public static final class Answer {
    private final int[] ids;
    private final boolean[] format;

    /**
     * An answer.
     *
     * @param ids its tokens, the end-of-turn token among them, at least one
     * @param format whether a token is a control token: a header or the end of a turn
     */
    public Answer(int[] ids, boolean[] format) {
      if (ids.length == 0 || format.length != ids.length) {
        throw new IllegalArgumentException(ids.length + " ids, " + format.length + " flags");
      }
      this.ids = ids;
      this.format = format;
    }

    /** The tokens. */
    public int[] ids() {
      return ids;
    }

    /** Whether a token is a control token: a header or the end of a turn. */
    public boolean[] format() {
      return format;
    }
  }

  @Override
  public Source source() {
    return source;
  }

  /** The tokens that all answers share. */
  public int[] prompt() {
    return prompt;
  }

  /** The answers, the best first. */
  public List<Answer> answers() {
    return answers;
  }

  /** The row's further keys whose values are numbers or truth values, such as {@code label}. */
  public Map<String, Object> marks() {
    return marks;
  }

  /** The better answer of a preference. */
  public Answer chosen() {
    return answers.get(0);
  }

  /** The worse answer of a preference. */
  public Answer rejected() {
    return answers.get(answers.size() - 1);
  }

  @Override
  public long tokens() {
    return prompt.length + supervised();
  }

  @Override
  public long supervised() {
    return answers.stream().mapToLong(answer -> answer.ids().length).sum();
  }
}
