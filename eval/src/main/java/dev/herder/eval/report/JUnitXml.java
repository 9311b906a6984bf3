package dev.herder.eval.report;

import dev.herder.eval.Figure;
import java.util.List;
import java.util.Locale;

/** A result as JUnit XML, which CI systems show: each requirement is a test. */
final class JUnitXml {
  private JUnitXml() {}

  static String of(Evaluation evaluation, List<Requirement.Outcome> outcomes) {
    String suite = evaluation.result().suite();
    long failures = outcomes.stream().filter(outcome -> !outcome.met()).count();
    // A suite without a test looks broken to some readers: that it ended is one.
    int tests = Math.max(1, outcomes.size());
    String seconds = String.format(Locale.ROOT, "%.3f", evaluation.seconds());
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<testsuites>\n  <testsuite name=\"herder.eval.").append(escaped(suite));
    xml.append("\" tests=\"").append(tests).append("\" failures=\"").append(failures);
    xml.append("\" errors=\"0\" skipped=\"0\" time=\"").append(seconds).append("\">\n");
    xml.append("    <properties>\n");
    property(xml, "model", evaluation.model());
    for (Figure figure : evaluation.result().figures()) {
      property(xml, suite + "." + figure.name(), String.valueOf(figure.value()));
    }
    xml.append("    </properties>\n");
    if (outcomes.isEmpty()) {
      testCase(xml, suite, suite + " evaluated", "");
    }
    for (Requirement.Outcome outcome : outcomes) {
      String failure =
          outcome.met()
              ? ""
              : "<failure type=\"requirement\" message=\""
                  + escaped(
                      "required " + outcome.requirement().text() + ", found " + outcome.found())
                  + "\"/>";
      testCase(xml, suite, outcome.requirement().text(), failure);
    }
    return xml.append("  </testsuite>\n</testsuites>\n").toString();
  }

  private static void property(StringBuilder xml, String name, String value) {
    xml.append("      <property name=\"").append(escaped(name)).append("\" value=\"");
    xml.append(escaped(value)).append("\"/>\n");
  }

  private static void testCase(StringBuilder xml, String suite, String name, String failure) {
    xml.append("    <testcase classname=\"herder.eval.").append(escaped(suite));
    xml.append("\" name=\"").append(escaped(name)).append("\" time=\"0\"");
    xml.append(failure.isEmpty() ? "/>\n" : ">" + failure + "</testcase>\n");
  }

  /** Text for an attribute; characters that XML 1.0 lacks become the replacement character. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\n' -> out.append("&#10;");
                case '\t' -> out.append("&#9;");
                case '\r' -> out.append("&#13;");
                default ->
                    out.appendCodePoint(
                        c < 0x20 || (c >= 0xD800 && c < 0xE000) || c == 0xFFFE || c == 0xFFFF
                            ? 0xFFFD
                            : c);
              }
            });
    return out.toString();
  }
}
