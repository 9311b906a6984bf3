package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.UserError;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.data.InputFiles;
import dev.herder.core.data.OutputFiles;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.RenderRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Conversations as the text that a chat template makes of them. */
@Command(
    name = "render",
    description = {
      "Write each row as the text that the chat template makes of it.",
      "",
      "A row that cannot be rendered becomes {\"error\": reason}, and the others go on.",
    },
    footer = {
      "  herder data render --data chats.jsonl --model tuned --out texts.jsonl",
      "  herder data render --data chats.jsonl --chat-template chat.jinja --out texts.jsonl",
      "  herder data render --data chats.jsonl --model tuned --now 2025-07-10T12:00:00 --out texts.jsonl",
    })
public final class DataRenderCommand implements Callable<Integer>, Configured {
  /**
   * The settings.
   *
   * @param data the rows
   * @param model whose template and control tokens count, or null
   * @param chatTemplate a file with a template, which goes before the model's, or null
   * @param out the texts
   * @param now what strftime_now tells
   */
  record Settings(
      Path data, @Nullable Path model, @Nullable Path chatTemplate, Path out, String now) {}

  @ConfigKey("data")
  @Option(names = "--data", paramLabel = "FILE", description = "JSON Lines with messages.")
  @Nullable String data;

  @ConfigKey("model")
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Whose chat template and control tokens are used.")
  @Nullable String model;

  @ConfigKey("chat-template")
  @Option(
      names = "--chat-template",
      paramLabel = "FILE",
      description = "A Jinja template instead of the model's.")
  @Nullable String chatTemplate;

  @ConfigKey("out")
  @Option(names = "--out", paramLabel = "FILE", description = "One row for each: text, or error.")
  @Nullable String out;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return JsonNodeFactory.instance.objectNode().put("now", EncoderConfig.DEFAULT_NOW);
  }

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Settings> settings =
        common.resolve(Settings.class, StrictConfig.of(Settings.class).defaults(defaults()));
    if (common.printed(settings)) {
      return 0;
    }
    Settings s = settings.value();
    if (s.model() == null && s.chatTemplate() == null) {
      throw new UserError("expected --model DIR, or --chat-template FILE, or both");
    }
    OutputFiles.requireRows(s.out());
    InputFiles.requireNotWritten(s.data(), List.of(s.out()));
    RenderRows renderer = RenderRows.of(s.model(), s.chatTemplate(), EncoderConfig.now(s.now()));
    RenderRows.Result result = renderer.file(s.data(), s.out());
    if (result.failed() > 0) {
      common.say(
          result.failed()
              + " of "
              + result.rows()
              + " rows could not be rendered, the first: "
              + result.firstError());
    }
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", s.out().toString());
    figures.put("rows", result.rows());
    figures.put("failed", result.failed());
    common.finish(figures);
    return 0;
  }
}
