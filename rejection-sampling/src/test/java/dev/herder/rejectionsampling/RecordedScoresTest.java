package dev.herder.rejectionsampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.RunContext;
import dev.herder.core.score.RowScorer;
import dev.herder.core.score.ScoreFile;
import dev.herder.core.score.ScoredBy;
import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores of a file, used again where they are those of the same scorer. */
final class RecordedScoresTest {
  private static final ScoredBy BY = new ScoredBy("reward", "m1", "t1", "c1", "float32");
  private static final Sampling FOUR = new Sampling(4, 1, 0, 1, 64, 7);
  private static final RunContext CONTEXT = RunContext.quiet();

  @TempDir Path folder;
  private Path prompts = Path.of("");
  private Path scored = Path.of("");
  private List<Row.Prompt> rows = List.of();

  @BeforeEach
  void scoreAnswers() throws IOException {
    prompts = folder.resolve("prompts.jsonl");
    try (JsonlWriter writer = JsonlWriter.create(prompts)) {
      for (int line = 1; line <= 5; line++) {
        writer.write(Answers.prompt(line, "a" + line));
      }
      writer.commit();
    }
    rows = RowReader.read(List.of(prompts), Purpose.PROMPTS).prompts();
    Path answers = folder.resolve("answers.jsonl");
    new Candidates(new FakeGenerator(1)).write(answers, rows, FOUR, CONTEXT);
    scored = folder.resolve("scored.jsonl");
    new ScoreFile(new ByLine()).run(answers, scored, false, CONTEXT);
  }

  /** A row's score is its line. */
  private static final class ByLine implements RowScorer {
    @Override
    public List<double[]> score(List<Row> answers) {
      List<double[]> scores = new ArrayList<>();
      answers.forEach(row -> scores.add(new double[] {row.source().line()}));
      return scores;
    }

    @Override
    public ScoredBy identity() {
      return BY;
    }

    @Override
    public long tokens() {
      return 0;
    }
  }

  @Test
  void scoredAnswersAreChosenFromWithoutTheModel() throws IOException {
    try (RecordedScores scores = new RecordedScores(scored, rows, 4, BY)) {
      RejectionSampling.Result result =
          new RejectionSampling(new RecordedAnswers(scored, rows), scores)
              .run(
                  new RejectionSampling.Config(
                      prompts,
                      folder.resolve("out"),
                      "answers",
                      FOUR,
                      new SelectionPass(
                          Selection.parse("best"),
                          new Pairing.BestWorst(0),
                          new Filter(false, false),
                          1)),
                  CONTEXT);
      assertTrue(result.complete());
    }
    assertEquals(
        Files.readString(scored),
        Files.readString(folder.resolve("out").resolve(RejectionSampling.CANDIDATES)));
  }

  @Test
  void scoresOfAnotherTokenizerTemplateOrModelAreRefused() throws IOException {
    refused("the model is another", new ScoredBy("reward", "m2", "t1", "c1", "float32"));
    refused("the tokenizer is another", new ScoredBy("reward", "m1", "t2", "c1", "float32"));
    refused("the template is another", new ScoredBy("reward", "m1", "t1", "c2", "float32"));
    refused("the kind is another", ScoredBy.verifier("gsm8k"));
    Files.delete(folder.resolve("scored.jsonl.scores.json"));
    refused("that says who gave them", BY);
  }

  private void refused(String expected, ScoredBy by) {
    String message = Answers.refusal(() -> new RecordedScores(scored, rows, 4, by).close());
    assertTrue(message.contains(expected), message);
  }
}
