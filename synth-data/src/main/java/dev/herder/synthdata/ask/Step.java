package dev.herder.synthdata.ask;

import java.util.List;
import java.util.function.Function;

/**
 * Where the work on a unit stands: questions to ask, or its end.
 *
 * <p>Written so that many units can be asked about together, whatever each does with its answers.
 */
public sealed interface Step {
  /**
   * Questions whose answers the work needs to go on.
   *
   * @param questions at least one
   * @param then takes for each question its {@code n} replies and says what is next
   */
  record Ask(List<Question> questions, Function<List<List<Reply>>, Step> then) implements Step {
    public Ask {
      questions = List.copyOf(questions);
      if (questions.isEmpty()) {
        throw new IllegalArgumentException("nothing to ask");
      }
    }
  }

  /** The work is done. */
  record Done(Outcome outcome) implements Step {}

  /** Asks one question with one answer. */
  static Step ask(Question question, Function<Reply, Step> then) {
    return new Ask(List.of(question), replies -> then.apply(replies.get(0).get(0)));
  }

  /** Asks several questions with one answer each, or goes on at once if there are none. */
  static Step askAll(List<Question> questions, Function<List<Reply>, Step> then) {
    return questions.isEmpty()
        ? then.apply(List.of())
        : new Ask(
            questions, replies -> then.apply(replies.stream().map(each -> each.get(0)).toList()));
  }

  /** Goes on with an outcome once there is one. */
  static Step then(Step step, Function<Outcome, Step> next) {
    return step instanceof Ask ask
        ? new Ask(ask.questions(), replies -> then(ask.then().apply(replies), next))
        : next.apply(((Done) step).outcome());
  }
}
