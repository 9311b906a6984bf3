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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Judges a model by its greedy answers to held-out prompts. */
public final class HeldOutScoring {
  private final Scorer scorer;
  private final int maxNewTokens;
  private final double passScore;
  private final String capability;

  /**
   * Prepares a judgement.
   *
   * @param maxNewTokens the longest answer in tokens
   * @param passScore the lowest score that counts as right
   * @param capability the key of a row that names the capability it tests
   */
  public HeldOutScoring(Scorer scorer, int maxNewTokens, double passScore, String capability) {
    this.scorer = scorer;
    this.maxNewTokens = maxNewTokens;
    this.passScore = passScore;
    this.capability = capability;
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
   * @param capabilities the same for the prompts of each capability; empty if no row names one
   */
  public record Score(long prompts, long passed, double mean, Map<String, Score> capabilities) {
    public Score {
      capabilities = Collections.unmodifiableMap(new TreeMap<>(capabilities));
    }
  }

  /** Reads the score from a finished file of answers. */
  public Score score(HeldOut heldOut, Path answers) throws IOException {
    List<Grade> grades = grades(heldOut, answers, capability);
    Map<String, List<Grade>> byCapability = new TreeMap<>();
    for (Grade grade : grades) {
      if (!grade.capability().isEmpty()) {
        byCapability.computeIfAbsent(grade.capability(), none -> new ArrayList<>()).add(grade);
      }
    }
    Map<String, Score> capabilities = new TreeMap<>();
    byCapability.forEach((name, own) -> capabilities.put(name, score(own, Map.of())));
    return score(grades, capabilities);
  }

  private Score score(List<Grade> grades, Map<String, Score> capabilities) {
    long passed = 0;
    double sum = 0;
    for (Grade grade : grades) {
      passed += grade.score() >= passScore ? 1 : 0;
      sum += grade.score();
    }
    return new Score(grades.size(), passed, sum / grades.size(), capabilities);
  }

  /**
   * What one answer is worth.
   *
   * @param capability what its prompt tests; empty if its row does not say
   */
  public record Grade(String capability, double score) {}

  /**
   * The grades of a finished file, in the order of the prompts.
   *
   * @param capability the key of a row that names the capability it tests
   */
  public static List<Grade> grades(HeldOut heldOut, Path answers, String capability)
      throws IOException {
    List<Grade> grades = new ArrayList<>();
    Candidates.read(
        answers,
        heldOut.prompts(),
        1,
        group -> {
          Object named = group.get(0).answer().prompt().variables().get(capability);
          grades.add(new Grade(named == null ? "" : named.toString(), group.get(0).score()));
        });
    return grades;
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
