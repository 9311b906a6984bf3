package dev.herder.eval.judge;

import dev.herder.core.RunFailure;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.eval.EvaluationStopped;
import dev.herder.eval.SuiteInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model that answers questions about answers, greedily. */
public final class Judge {
  private final Generator generator;
  private final SuiteInput input;

  /**
   * A judge.
   *
   * @param generator the model
   * @param input whose wish to stop is looked at
   */
  public Judge(Generator generator, SuiteInput input) {
    this.generator = generator;
    this.input = input;
  }

  /**
   * The answers to questions, in their order.
   *
   * @param maxNewTokens the longest answer
   * @throws EvaluationStopped if a stop was requested
   */
  public List<String> ask(List<Row.Prompt> questions, int maxNewTokens) {
    Map<Row.Prompt, String> answers = new HashMap<>();
    List<Row.Prompt> different = questions.stream().distinct().toList();
    generator.generate(
        different,
        Sampling.greedy(maxNewTokens),
        (Completion answer) -> answers.put(answer.prompt(), answer.text()));
    List<String> inOrder = new ArrayList<>();
    for (Row.Prompt question : questions) {
      String answer = answers.get(question);
      if (answer == null) {
        if (input.context().stopRequested().getAsBoolean()) {
          throw new EvaluationStopped();
        }
        throw new RunFailure("the judge gave no answer about " + question.source());
      }
      inOrder.add(answer);
    }
    return inOrder;
  }
}
