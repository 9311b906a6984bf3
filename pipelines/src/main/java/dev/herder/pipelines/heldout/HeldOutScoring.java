package dev.herder.pipelines.heldout;

import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.RunContext;
import dev.herder.core.select.Scored;
import dev.herder.rejectionsampling.Candidates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Judges a model by its greedy answers to held-out prompts. */
public final class HeldOutScoring {
  private final Scorer scorer;
  private final int maxNewTokens;
  private final double passScore;

  /**
   * Prepares a judgement.
   *
   * @param maxNewTokens the longest answer in tokens
   * @param passScore the lowest score that counts as right
   */
  public HeldOutScoring(Scorer scorer, int maxNewTokens, double passScore) {
    this.scorer = scorer;
    this.maxNewTokens = maxNewTokens;
    this.passScore = passScore;
  }

  /** Writes the model's answers with their scores; continues what was interrupted. */
  public Candidates.Progress answer(
      Generator model, HeldOut heldOut, Path answers, RunContext context) throws IOException {
    return new Candidates(model, scorer)
        .write(answers, heldOut.prompts(), Sampling.greedy(maxNewTokens), context);
  }

  /**
   * The score of a model by its finished answers.
   *
   * @param prompts how many were answered
   * @param passed how many answers are right
   * @param mean the mean score
   */
  public record Score(long prompts, long passed, double mean) {}

  /** Reads the score from a finished file of answers. */
  public Score score(HeldOut heldOut, Path answers) throws IOException {
    long[] passed = new long[1];
    double[] sum = new double[1];
    Candidates.read(
        answers,
        heldOut.prompts(),
        1,
        group -> {
          sum[0] += group.get(0).score();
          passed[0] += group.get(0).score() >= passScore ? 1 : 0;
        });
    return new Score(heldOut.size(), passed[0], sum[0] / heldOut.size());
  }

  /**
   * An answer to look at.
   *
   * @param question the prompt's question
   */
  public record Example(String question, String answer, double score) {}

  /** The first answers of a finished file, at most so many. */
  public static List<Example> examples(HeldOut heldOut, Path answers, int most) throws IOException {
    List<Example> examples = new ArrayList<>();
    Candidates.read(
        answers,
        heldOut.prompts(),
        1,
        group -> {
          Scored first = group.get(0);
          if (examples.size() < most) {
            examples.add(
                new Example(
                    PromptKeys.of(first.answer().prompt()), first.answer().text(), first.score()));
          }
        });
    return examples;
  }
}
