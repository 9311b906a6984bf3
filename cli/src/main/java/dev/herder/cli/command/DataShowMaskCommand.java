package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.console.Surroundings.Terminal;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.LossOptions;
import dev.herder.core.UserError;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.data.RowStream;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.LossOn;
import dev.herder.engine.text.Outcome;
import dev.herder.engine.text.Overlong;
import dev.herder.engine.text.RowsInTokens;
import dev.herder.engine.text.ShowMask;
import dev.herder.engine.text.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rows token by token, with what the loss counts. */
@Command(
    name = "show-mask",
    description = "Show rows token by token: text, ids, and which of them are learned.",
    footer = {
      "  herder data show-mask --data chats.jsonl --model tuned",
      "  herder data show-mask --data chats.jsonl --model tuned --row 7 --completion-only-loss",
      "  herder data show-mask --data chats.jsonl --model tuned --rows 1-20 --max-length 512 --overlong truncate",
    })
public final class DataShowMaskCommand implements Callable<Integer>, Configured {
  /** The settings. */
  record Settings(
      Path model,
      List<Path> data,
      String rows,
      LossOn lossOn,
      int maxLength,
      Overlong overlong,
      String now) {}

  @ConfigKey("data")
  @Option(names = "--data", paramLabel = "FILE", arity = "1..*", description = "JSON Lines.")
  @Nullable List<String> data;

  @ConfigKey("model")
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Whose tokenizer and chat template are used; no weights are read.")
  @Nullable String model;

  @ConfigKey("rows")
  @Option(
      names = {"--rows", "--row"},
      paramLabel = "A-B",
      description = "The rows to show, counted from 1; or one row, such as 7.")
  @Nullable String rows;

  @ConfigKey("max-length")
  @Option(
      names = "--max-length",
      paramLabel = "N",
      description = "Longest row, in tokens; 0 is without a limit.")
  @Nullable String maxLength;

  @ConfigKey("overlong")
  @Option(
      names = "--overlong",
      paramLabel = "WHAT",
      description = "What happens to longer rows: error, drop or truncate.")
  @Nullable String overlong;

  @Option(
      names = "--ids",
      negatable = true,
      fallbackValue = "true",
      description = "Show the ids below the tokens, as without this option, or not.")
  @Nullable Boolean ids;

  @Option(
      names = {"--colour", "--color"},
      negatable = true,
      fallbackValue = "true",
      description = "Colour what is learned, or not; as the terminal has it if not given.")
  @Nullable Boolean colour;

  @ArgGroup(exclusive = true, heading = "%nWhat the loss counts, one of:%n", order = 12)
  @Nullable LossOptions lossOn;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return Defaults.without(
        new Settings(
            Path.of("none"),
            List.of(),
            "1-3",
            LossOn.ASSISTANT,
            0,
            Overlong.ERROR,
            EncoderConfig.DEFAULT_NOW),
        "model",
        "data");
  }

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Settings> settings =
        common.resolve(Settings.class, StrictConfig.of(Settings.class).defaults(defaults()));
    if (common.printed(settings)) {
      return 0;
    }
    Settings s = settings.value();
    RowRange wanted = RowRange.parse(s.rows());
    EncoderConfig config =
        EncoderConfig.defaults(EncoderConfig.now(s.now()))
            .withLossOn(s.lossOn())
            .withMaxLength(s.maxLength(), s.overlong());
    try (Tokenizer tokenizer = Tokenizer.load(s.model());
        RowStream rows = RowReader.stream(s.data(), Purpose.ANY)) {
      Encoder encoder = new Encoder(tokenizer, config);
      Shown shown = new Shown(encoder, new ShowMask(encoder, coloured(), ids == null || ids));
      long read = 0;
      while (read < wanted.last() && rows.hasNext()) {
        Row row = rows.next();
        if (wanted.contains(++read)) {
          shown.add(row);
        }
      }
      if (read < wanted.first()) {
        throw new UserError(
            "rows: " + s.rows() + " is asked for, but there are only " + read + " rows");
      }
      common.finish(shown.figures());
    }
    return 0;
  }

  private boolean coloured() {
    Terminal terminal = common.surroundings().terminal();
    return colour == null ? terminal.out() && terminal.colors() && !common.json() : colour;
  }

  /** Shows one row after the other and counts. */
  private final class Shown {
    private final Encoder encoder;
    private final ShowMask view;
    private final RowsInTokens counted;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final PrintWriter out;

    Shown(Encoder encoder, ShowMask view) {
      this.encoder = encoder;
      this.view = view;
      counted = new RowsInTokens(encoder);
      out = common.json() ? common.surroundings().err() : common.surroundings().out();
      if (!common.quiet()) {
        view.legend().forEach(out::println);
      }
    }

    void add(Row row) {
      Outcome outcome = encoder.encode(row);
      counted.add(outcome);
      if (!common.quiet()) {
        out.println();
        view.show(row, outcome).forEach(out::println);
        out.flush();
      }
      rows.add(RowMask.of(row, outcome));
    }

    Map<String, @Nullable Object> figures() {
      RowsInTokens.Result result = counted.result();
      Map<String, @Nullable Object> figures = new LinkedHashMap<>();
      figures.put("rows", rows.size());
      figures.put("tokens", result.counts().tokens());
      figures.put("supervised", result.counts().supervised());
      figures.put("supervised_share", TokenFigures.share(result.counts()));
      if (!result.counts().rows().truncated().isEmpty()) {
        figures.put("truncated", result.counts().rows().truncated());
      }
      if (!result.counts().rows().dropped().isEmpty()) {
        figures.put("dropped", result.counts().rows().dropped());
      }
      if (common.json()) {
        figures.put("shown", rows);
      } else {
        out.println();
      }
      return figures;
    }
  }
}
