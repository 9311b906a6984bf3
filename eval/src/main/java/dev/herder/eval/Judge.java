package dev.herder.eval;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Sampling;
import java.io.IOException;
import java.util.List;

/**
 * A model that answers questions about answers, greedily.
 *
 * @param model who answers; where it keeps its answers, a stop costs no verdict
 * @param identity what the judge is, by content: a hash
 */
public record Judge(Evaluated model, String identity) {
  /**
   * The answers to questions, in their order.
   *
   * @param maxNewTokens the longest answer
   * @throws EvaluationStopped if a stop was requested
   */
  public List<String> ask(List<Row.Prompt> questions, int maxNewTokens) throws IOException {
    return model.answers(questions, Sampling.greedy(maxNewTokens)).stream()
        .map(said -> said.get(0).text())
        .toList();
  }
}
