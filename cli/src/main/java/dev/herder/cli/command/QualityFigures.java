package dev.herder.cli.command;

import dev.herder.dataquality.rows.StepResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a step of the data quality stack tells at its end. */
final class QualityFigures {
  private QualityFigures() {}

  static Map<String, @Nullable Object> of(Path out, StepResult result) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", out.toString());
    figures.put("complete", result.complete());
    figures.put("reused", result.reused());
    figures.put("rows", result.read());
    figures.put("kept", result.kept());
    figures.put("dropped", result.dropped());
    if (!result.restored().isEmpty()) {
      figures.put("restored", result.restored());
    }
    result
        .figures()
        .forEach(
            (name, value) ->
                figures.put(
                    name.replace(' ', '_'),
                    value == Math.rint(value) ? (Object) Math.round(value) : value));
    return figures;
  }
}
