package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.DataFiles;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.data.DataException;
import dev.herder.core.data.DataReport;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.RowReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads data files once and tells everything that is wrong with them. */
@Command(
    name = "check",
    description = "Check data files: every problem in one pass, with file, line and a hint.",
    footer = {
      "  herder data check train.jsonl                         any schema, every row",
      "  herder data check --purpose preference pairs.jsonl    fit for dpo and reward",
      "  herder data check --json *.jsonl.gz | jq .schemas",
    })
public final class DataCheckCommand implements Callable<Integer>, Configured {
  /**
   * The settings.
   *
   * @param data the files
   * @param purpose what the rows must be fit for
   */
  record Settings(List<Path> data, Purpose purpose) {}

  @ArgGroup(heading = "%nFiles:%n", order = 1)
  @Nullable DataFiles files;

  @ConfigKey("purpose")
  @Option(
      names = "--purpose",
      paramLabel = "USE",
      description = "What the rows must be fit for: any, training-sft, preference or prompts.")
  @Nullable String purpose;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return JsonNodeFactory.instance.objectNode().put("purpose", "any");
  }

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Settings> settings =
        common.resolve(Settings.class, StrictConfig.of(Settings.class).defaults(defaults()));
    if (common.printed(settings)) {
      return 0;
    }
    Settings what = settings.value();
    DataReport report = RowReader.check(what.data(), what.purpose());
    if (!report.files().isEmpty()) {
      common.say(report.summary());
    }
    common.finish(figures(report));
    if (!report.problems().isEmpty()) {
      throw new DataException(report.problems());
    }
    return 0;
  }

  private static Map<String, @Nullable Object> figures(DataReport report) {
    Map<String, Long> schemas = new LinkedHashMap<>();
    report.bySchema().forEach((schema, rows) -> schemas.put(schema.title(), rows));
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("rows", report.rows());
    figures.put("schemas", schemas);
    figures.put("blank_lines", report.blankLines());
    figures.put("problems", report.problems().total());
    figures.put("problems_by_kind", report.problems().byKind());
    return figures;
  }
}
