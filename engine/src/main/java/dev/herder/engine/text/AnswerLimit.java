package dev.herder.engine.text;

import dev.herder.core.data.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applies the limit of length to a prompt with answers. */
final class AnswerLimit {
  private AnswerLimit() {}

  /**
   * The row within its limit.
   *
   * @throws RowFault if it is too long and that is an error
   */
  static Outcome apply(
      EncoderConfig config,
      Source source,
      int[] prompt,
      List<EncodedAnswers.Answer> answers,
      Map<String, Object> marks,
      Set<Note> notes) {
    int longest = answers.stream().mapToInt(answer -> answer.ids().length).max().orElse(0);
    int most = config.maxLength();
    if (most == 0 || prompt.length + longest <= most) {
      return new Outcome.Used(new EncodedAnswers(source, prompt, answers, marks), false, notes);
    }
    if (config.overlong() == Overlong.ERROR) {
      throw config.tooLong(prompt.length + longest);
    }
    if (config.overlong() == Overlong.DROP) {
      return new Outcome.Dropped(Encoder.TOO_LONG);
    }
    if (prompt.length >= most) {
      return new Outcome.Dropped(Encoder.CUT_TO_NOTHING);
    }
    List<EncodedAnswers.Answer> cut =
        answers.stream().map(answer -> cut(answer, most - prompt.length)).toList();
    return new Outcome.Used(new EncodedAnswers(source, prompt, cut, marks), true, notes);
  }

  private static EncodedAnswers.Answer cut(EncodedAnswers.Answer answer, int most) {
    int length = Math.min(most, answer.ids().length);
    return new EncodedAnswers.Answer(
        Arrays.copyOf(answer.ids(), length), Arrays.copyOf(answer.format(), length));
  }
}
