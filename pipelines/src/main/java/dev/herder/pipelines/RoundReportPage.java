package dev.herder.pipelines;

import dev.herder.pipelines.heldout.HeldOutScoring.Example;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The page {@code report.html} of a run; it needs no network.
 *
 * @param flow counts by round and name
 * @param seconds of each finished step, in the order they were finished
 * @param examples answers by question and by the step that judged them
 */
record RoundReportPage(
    RoundResults results,
    Map<String, Map<String, Object>> flow,
    Map<String, Double> seconds,
    Map<String, Map<String, Example>> examples) {
  String html() {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\"><title>Rounds</title>")
        .append("<style>body{font:16px/1.5 system-ui;max-width:64em;margin:auto;padding:1em}")
        .append("table{border-collapse:collapse;display:block;overflow-x:auto}")
        .append("td,th{padding:.2em .8em;border-top:1px solid #ccc;text-align:right}")
        .append("td:first-child,th:first-child{text-align:left}")
        .append("pre{white-space:pre-wrap;background:#f5f5f5;padding:.5em}</style>")
        .append("<h1>Rounds</h1>");
    scores(page);
    page.append("<h2>Where the rows went</h2>");
    flow(page);
    page.append("<h2>Answers side by side</h2>");
    answers(page);
    page.append("<h2>Time</h2><table><tr><th>step<th>seconds");
    seconds.forEach(
        (step, time) ->
            page.append(String.format(Locale.ROOT, "<tr><td>%s<td>%.1f", escaped(step), time)));
    return page.append("</table></html>\n").toString();
  }

  private void scores(StringBuilder page) {
    page.append("<p>Share of right answers to the held-out prompts, judged by ")
        .append(escaped(results.verifier()))
        .append(", with its 95% Wilson interval.<table><tr><th>round<th>before")
        .append("<th>after fine-tuning<th>after DPO<th>best so far");
    for (RoundResults.Round round : results.rounds()) {
      page.append("<tr><td>").append(round.round());
      page.append("<td>").append(RoundReport.shown(round.before()));
      page.append("<td>").append(RoundReport.shown(round.sft()));
      page.append("<td>").append(RoundReport.shownAfter(round));
      page.append("<td>").append(RoundReport.shown(round.best()));
    }
    page.append("</table>");
  }

  private void flow(StringBuilder page) {
    Set<String> names = new LinkedHashSet<>();
    flow.values().forEach(counts -> names.addAll(counts.keySet()));
    page.append("<table><tr><th>");
    flow.keySet().forEach(round -> page.append("<th>").append(escaped(round)));
    for (String name : names) {
      page.append("<tr><td>").append(escaped(name));
      for (Map<String, Object> counts : flow.values()) {
        page.append("<td>").append(escaped(number(counts.getOrDefault(name, ""))));
      }
    }
    page.append("</table>");
  }

  private void answers(StringBuilder page) {
    examples.forEach(
        (question, answers) -> {
          page.append("<h3>").append(escaped(question)).append("</h3>");
          answers.forEach(
              (step, example) ->
                  page.append("<p>")
                      .append(escaped(step))
                      .append(", score ")
                      .append(number(example.score()))
                      .append("<pre>")
                      .append(escaped(example.answer()))
                      .append("</pre>"));
        });
  }

  private static String number(Object value) {
    return value instanceof Double real
        ? String.format(Locale.ROOT, "%.4f", real)
        : String.valueOf(value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
