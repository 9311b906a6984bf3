package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.chat.ChatLoop;
import dev.herder.cli.chat.Speaker;
import dev.herder.cli.console.Stop;
import dev.herder.cli.console.Surroundings;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.UserError;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A conversation with a model. */
@Command(
    name = "chat",
    description = {
      "Talk to a model: a line in, an answer out as it comes.",
      "",
      "/help lists what else may be typed: /system, /reset, /save, /exit. Ctrl-C stops an answer.",
    },
    footer = {
      "  herder chat --model tuned",
      "  herder chat --model tuned --temperature 0 < questions.txt > answers.txt",
    })
public final class ChatCommand implements Callable<Integer>, Configured {
  /** The settings. */
  record Settings(
      Path model,
      String system,
      double temperature,
      int topK,
      double topP,
      int maxNewTokens,
      long seed,
      String now,
      String dtype,
      String device,
      int threads) {}

  private static final String TODAY = "today";

  @ConfigKey("model")
  @Option(names = "--model", paramLabel = "DIR", description = "The model that answers.")
  @Nullable String model;

  @ConfigKey("system")
  @Option(names = "--system", paramLabel = "TEXT", description = "The system prompt.")
  @Nullable String system;

  @ConfigKey("temperature")
  @Option(names = "--temperature", paramLabel = "X", description = "0 is greedy.")
  @Nullable String temperature;

  @ConfigKey("top-k")
  @Option(names = "--top-k", paramLabel = "N", description = "The N likeliest tokens; 0 is all.")
  @Nullable String topK;

  @ConfigKey("top-p")
  @Option(names = "--top-p", paramLabel = "X", description = "The likeliest tokens of mass X.")
  @Nullable String topP;

  @ConfigKey("max-new-tokens")
  @Option(names = "--max-new-tokens", paramLabel = "N", description = "Longest answer in tokens.")
  @Nullable String maxNewTokens;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return Defaults.without(
        new Settings(Path.of("none"), "", 0.7, 0, 0.95, 512, 42, TODAY, "auto", "auto", 0),
        "model");
  }

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Settings> settings =
        common.resolve(Settings.class, StrictConfig.of(Settings.class).defaults(defaults()));
    if (common.printed(settings)) {
      return 0;
    }
    Settings s = settings.value();
    Sampling sampling =
        new Sampling(1, s.temperature(), s.topK(), s.topP(), s.maxNewTokens(), s.seed());
    Machine.Wish wish = new Machine.Wish(s.device(), s.dtype(), s.threads(), 0);
    Surroundings around = common.surroundings();
    try (LocalModel answering =
        LocalModel.open(s.model(), wish, today(s.now(), around), () -> false)) {
      if (answering.tokenizer().chatTemplate().isEmpty()) {
        throw new UserError(
            s.model()
                + ": has no chat template, which a conversation needs; add chat_template.jinja");
      }
      ChatLoop chat =
          new ChatLoop(
              new Model(answering, sampling),
              s.system(),
              s.maxNewTokens(),
              new ChatLoop.Streams(
                  around.in(),
                  common.json() ? around.err() : around.out(),
                  around.err(),
                  around.terminal().out() && !common.json(),
                  common.quiet()));
      answering.compute().reason("dtype").ifPresent(common::say);
      common.say("/help lists the commands, /exit leaves");
      Stop stop = around.stop();
      stop.onInterrupt(
          () -> {
            if (chat.interrupt()) {
              stop.abort();
            }
          });
      chat.run();
      if (common.json()) {
        Map<String, @Nullable Object> figures = new LinkedHashMap<>();
        figures.put("rows", chat.answers());
        figures.put("tokens", chat.tokens());
        if (chat.failed() > 0) {
          figures.put("failed", chat.failed());
        }
        common.finish(figures);
      }
      // Whoever types has read why; a script has the exit code.
      return chat.failed() > 0 && !around.terminal().out() ? 1 : 0;
    }
  }

  /** A conversation happens today, unless another date is asked for. */
  private static LocalDateTime today(String now, Surroundings around) {
    return now.equals(TODAY) ? LocalDateTime.now(around.clock()) : EncoderConfig.now(now);
  }

  /** A loaded model as a partner. */
  private record Model(LocalModel model, Sampling sampling) implements Speaker {
    private static Row.Prompt prompt(List<Message> conversation) {
      return new Row.Prompt(
          new Source("chat", (conversation.size() + 1) / 2),
          new Turns.Chat(conversation),
          Map.of());
    }

    @Override
    public int tokens(List<Message> conversation) {
      return model.promptIds(prompt(conversation)).length;
    }

    @Override
    public int mostTokens() {
      return model.model().config().maxPositionEmbeddings();
    }

    @Override
    public Completion answer(
        List<Message> conversation, int maxNewTokens, Predicate<String> onText) {
      Sampling draw =
          new Sampling(
              1,
              sampling.temperature(),
              sampling.topK(),
              sampling.topP(),
              maxNewTokens,
              sampling.seed());
      Row.Prompt asked = prompt(conversation);
      StringBuilder said = new StringBuilder();
      AtomicBoolean stopped = new AtomicBoolean();
      AtomicInteger pieces = new AtomicInteger();
      return model.stream(
              asked,
              draw,
              piece -> {
                said.append(piece);
                pieces.incrementAndGet();
                stopped.compareAndSet(false, !onText.test(piece));
              },
              stopped::get)
          .orElseGet(
              () ->
                  new Completion(asked, 0, said.toString(), FinishReason.LENGTH, pieces.get(), 0));
    }
  }
}
