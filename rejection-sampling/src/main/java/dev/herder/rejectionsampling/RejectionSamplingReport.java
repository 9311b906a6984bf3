package dev.herder.rejectionsampling;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Sampling;
import dev.herder.core.report.Figures;
import dev.herder.core.report.html.Cards;
import dev.herder.core.report.html.Counts.Count;
import dev.herder.core.report.html.HtmlReport;
import dev.herder.core.report.html.Tone;
import dev.herder.core.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The page to look at after a run: what was kept and why, what more samples bring, some answers.
 *
 * @param scorer the scorer's name
 * @param drawn how the answers came about
 * @param pass how they were chosen
 * @param outcome what was chosen
 */
public record RejectionSamplingReport(
    String scorer, String drawn, SelectionPass pass, SelectionPass.Outcome outcome) {
  private static final String FILE = "report.html";

  /** Says how answers were sampled. */
  public static String drawn(Sampling sampling) {
    return sampling.n() + " answers per prompt at temperature " + sampling.temperature();
  }

  /**
   * Writes {@code report.html}.
   *
   * @param out the folder to write to
   * @param candidates the file of answers
   * @param prompts the prompts that it answers, in its order
   * @param n answers per prompt
   */
  public void write(Path out, Path candidates, List<Row.Prompt> prompts, int n) throws IOException {
    String subtitle =
        String.format(
            Locale.ROOT, "%s, scored by %s, chosen by %s", drawn, scorer, pass.selection().spec());
    AnswerSections answers = AnswerSections.read(candidates, prompts, n, pass);
    HtmlReport page =
        HtmlReport.titled("Rejection sampling", subtitle)
            .with(figures())
            .with(GainSections.curves(outcome.gain()))
            .with(GainSections.table(outcome.gain()))
            .with(answers.histograms())
            .with(whatBecameOfAnswers())
            .with(whatBecameOfPrompts())
            .with(whatBecameOfPairs())
            .with(answers.samples());
    AtomicFiles.writeString(out.resolve(FILE), page.html());
  }

  private Cards figures() {
    Counts counts = outcome.counts();
    return new Cards(
        "",
        List.of(
            new Cards.Card("prompts", Figures.count(counts.prompts()), ""),
            new Cards.Card(
                "rows to imitate",
                Figures.count(counts.kept()),
                "of " + Figures.count(counts.promptsKept()) + " prompts"),
            new Cards.Card("pairs", Figures.count(counts.pairs()), "better and worse answer"),
            new Cards.Card("answers that pass", Figures.share(outcome.passRate()), ""),
            new Cards.Card("mean score", number(outcome.meanScore()), "of all answers"),
            new Cards.Card(
                "mean best", number(outcome.meanBestScore()), "of each prompt's answers"),
            new Cards.Card("mean kept", number(outcome.meanKeptScore()), "of the kept answers")));
  }

  private static String number(double value) {
    return Figures.compact(value, 4);
  }

  private dev.herder.core.report.html.Counts whatBecameOfAnswers() {
    Counts counts = outcome.counts();
    long dropped =
        counts.truncated()
            + counts.blank()
            + counts.duplicates()
            + counts.nearDuplicates()
            + counts.unscored();
    return section(
        "What became of the answers",
        counts.samples(),
        new Count("kept", counts.kept(), Tone.GOOD),
        new Count("not chosen", counts.samples() - counts.kept() - dropped, Tone.PLAIN),
        new Count("passed over: cut at the maximum length", counts.truncated(), Tone.WARNING),
        new Count("passed over: blank", counts.blank(), Tone.BAD),
        new Count("passed over: the text of an earlier sample", counts.duplicates(), Tone.WARNING),
        new Count("passed over: nearly a better answer", counts.nearDuplicates(), Tone.WARNING),
        new Count("passed over: without a score", counts.unscored(), Tone.WARNING));
  }

  private dev.herder.core.report.html.Counts whatBecameOfPrompts() {
    Counts counts = outcome.counts();
    return section(
        "What became of the prompts",
        counts.prompts(),
        new Count("with a kept answer", counts.promptsKept(), Tone.GOOD),
        new Count("no answer may be chosen", counts.noneEligible(), Tone.BAD),
        new Count("no answer is good enough", counts.noneGoodEnough(), Tone.WARNING),
        new Count("different answers share the best score", counts.tied(), Tone.PLAIN));
  }

  private dev.herder.core.report.html.Counts whatBecameOfPairs() {
    Counts counts = outcome.counts();
    return section(
        "Pairs for preference training",
        counts.prompts(),
        new Count("a pair", counts.pairs(), Tone.GOOD),
        new Count("none: fewer than two answers may be chosen", counts.pairTooFew(), Tone.BAD),
        new Count("none: all scores are equal", counts.pairAllTied(), Tone.PLAIN),
        new Count("none: the scores are too close", counts.pairGapTooSmall(), Tone.PLAIN),
        new Count("none: the texts are equal", counts.pairEqualText(), Tone.PLAIN));
  }

  private static dev.herder.core.report.html.Counts section(
      String title, long total, Count... counts) {
    return new dev.herder.core.report.html.Counts(title, total, List.of(counts));
  }
}
