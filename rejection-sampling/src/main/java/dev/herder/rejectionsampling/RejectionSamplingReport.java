package dev.herder.rejectionsampling;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The page to look at after a run: what was kept and why, what more samples bring, some answers.
 *
 * @param scorer the scorer's name
 * @param sampling how the answers were drawn
 * @param pass how they were chosen
 * @param outcome what was chosen
 */
public record RejectionSamplingReport(
    String scorer, Sampling sampling, SelectionPass pass, SelectionPass.Outcome outcome) {
  private static final String FILE = "report.html";
  private static final int SHOWN_PROMPTS = 10;

  /**
   * Writes {@code report.html}.
   *
   * @param out the folder to write to
   * @param candidates the file of answers
   * @param prompts the prompts that it answers, in its order
   */
  public void write(Path out, Path candidates, List<Row.Prompt> prompts) throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\">")
        .append("<title>Rejection sampling</title><style>")
        .append("body{font:16px/1.5 system-ui;max-width:60em;margin:auto;padding:1em}")
        .append("table{border-collapse:collapse}td,th{padding:.2em .8em;border-top:1px solid #ccc;")
        .append("text-align:right}td:first-child,th:first-child{text-align:left}")
        .append("pre{white-space:pre-wrap;background:#f5f5f5;padding:.5em}</style>")
        .append("<h1>Rejection sampling</h1>");
    paragraph(
        page,
        String.format(
            Locale.ROOT,
            "%d answers per prompt at temperature %s, scored by %s, chosen by %s. Of all answers"
                + " %.1f%% pass; the mean score is %.4f, of the best per prompt %.4f, of the kept"
                + " %.4f.",
            sampling.n(),
            sampling.temperature(),
            scorer,
            pass.selection().spec(),
            100 * outcome.passRate(),
            outcome.meanScore(),
            outcome.meanBestScore(),
            outcome.meanKeptScore()));
    counts(page);
    gain(page);
    answers(page, candidates, prompts);
    AtomicFiles.writeString(out.resolve(FILE), page.append("</html>\n").toString());
  }

  private void counts(StringBuilder page) {
    Counts counts = outcome.counts();
    page.append("<h2>What became of them</h2><table>");
    row(page, "prompts", counts.prompts());
    row(page, "prompts with a kept answer", counts.promptsKept());
    row(page, "prompts where no answer may be chosen", counts.noneEligible());
    row(page, "prompts where no answer is good enough", counts.noneGoodEnough());
    row(page, "prompts where different answers share the best score", counts.tied());
    row(page, "answers", counts.samples());
    row(page, "answers kept", counts.kept());
    row(page, "answers passed over: cut at the maximum length", counts.truncated());
    row(page, "answers passed over: blank", counts.blank());
    row(page, "answers passed over: the text of an earlier sample", counts.duplicates());
    row(page, "pairs", counts.pairs());
    row(page, "no pair: fewer than two answers may be chosen", counts.pairTooFew());
    row(page, "no pair: all scores are equal", counts.pairAllTied());
    row(page, "no pair: the scores are too close", counts.pairGapTooSmall());
    row(page, "no pair: the texts are equal", counts.pairEqualText());
    page.append("</table>");
  }

  private void gain(StringBuilder page) {
    page.append("<h2>What more samples bring</h2><table><tr><th>k<th>best score<th>passing");
    for (GainCurve.Point point : outcome.gain()) {
      page.append(
          String.format(
              Locale.ROOT,
              "<tr><td>%d<td>%.4f ± %.4f<td>%.1f%% ± %.1f%%",
              point.k(),
              point.bestScore(),
              1.96 * point.bestScoreError(),
              100 * point.passRate(),
              196 * point.passRateError()));
    }
    page.append("</table>");
    paragraph(page, "± is half a 95% confidence interval over prompts.");
  }

  private void answers(StringBuilder page, Path candidates, List<Row.Prompt> prompts)
      throws IOException {
    page.append("<h2>Answers</h2>");
    try (CandidateReader reader = new CandidateReader(candidates, prompts, sampling.n())) {
      for (int shown = 0; shown < SHOWN_PROMPTS; shown++) {
        List<Scored> answers = reader.nextScored();
        if (answers == null) {
          return;
        }
        List<Scored> kept = pass.selection().keep(pass.filter().apply(answers).eligible());
        page.append("<h3>").append(escaped(question(prompts.get(shown)))).append("</h3>");
        for (Scored answer : answers) {
          page.append("<details")
              .append(kept.contains(answer) ? " open" : "")
              .append("><summary>")
              .append(String.format(Locale.ROOT, "%.4f", answer.score()))
              .append(kept.contains(answer) ? " kept" : "")
              .append("</summary><pre>")
              .append(escaped(answer.answer().text()))
              .append("</pre></details>");
        }
      }
    }
  }

  private static String question(Row.Prompt prompt) {
    if (prompt.prompt() instanceof Turns.Chat chat) {
      List<Message> messages = chat.messages();
      return messages.isEmpty() ? "" : messages.get(messages.size() - 1).content();
    }
    return ((Turns.Plain) prompt.prompt()).text();
  }

  private static void row(StringBuilder page, String name, long count) {
    page.append("<tr><td>").append(name).append("<td>").append(count);
  }

  private static void paragraph(StringBuilder page, String text) {
    page.append("<p>").append(escaped(text)).append("</p>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
