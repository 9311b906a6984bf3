package dev.herder.eval.gsm8k;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Sampling;
import dev.herder.core.verify.Verifier;
import dev.herder.core.verify.Verifiers;
import dev.herder.eval.Conditions;
import dev.herder.eval.Evaluated;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.items.ItemFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * GSM8K: the share of problems whose final number is right.
 *
 * <p>Asked as a chat, or as a text of examples that the model goes on with.
 */
public final class Gsm8k implements Suite {
  private static final String CHAT = "chat";
  private static final String INSTRUCTION =
      "\n\nWork it out step by step. End with a line \"#### \" and the number.";

  @Override
  public String name() {
    return "gsm8k";
  }

  @Override
  public String description() {
    return "Grade-school problems: the share of right final numbers, few-shot or as a chat.";
  }

  /** How problems are asked. */
  private record Settings(
      boolean chat, boolean instruction, List<MathItem> shots, Sampling sampling) {
    static Settings read(SuiteOptions options, long seed) throws IOException {
      boolean chat = options.choice("format", CHAT, List.of(CHAT, "completion")).equals(CHAT);
      int samples = options.whole("n", 1, 1, 10_000);
      double temperature = options.number("temperature", samples == 1 ? 0 : 0.6, 0, 100);
      Sampling sampling =
          new Sampling(
              samples,
              temperature,
              0,
              options.number("top-p", 1, 1e-6, 1),
              options.whole("max-new-tokens", chat ? 1024 : 512, 1, 1 << 20),
              seed);
      return new Settings(
          chat,
          options.flag("instruction", true),
          shots(options),
          chat ? sampling : sampling.withStop(List.of("Question:")));
    }

    private static List<MathItem> shots(SuiteOptions options) throws IOException {
      Optional<String> file = options.text("shots-file");
      int shots = options.whole("shots", file.isPresent() ? 8 : 0, 0, 1000);
      if (shots > 0 && file.isEmpty()) {
        throw new UserError(
            "option shots: "
                + shots
                + " examples need a file of them; add shots-file=FILE, for example GSM8K's"
                + " train.jsonl");
      }
      if (shots == 0) {
        return List.of();
      }
      Path path = Path.of(file.orElseThrow());
      List<MathItem> all = ItemFile.read(path, MathItem::parse);
      if (all.size() < shots) {
        throw new UserError(
            "option shots: " + shots + " examples, but " + path + " has " + all.size());
      }
      List<MathItem> first = all.subList(0, shots);
      for (MathItem shot : first) {
        if (!shot.worked()) {
          throw new UserError(
              shot.source()
                  + ": answer: has no solution that ends in #### and the number, which an example"
                  + " needs");
        }
      }
      return first;
    }

    /** The prompt, with what the verifiers compare with. */
    Row.Prompt prompt(MathItem item) {
      return new Row.Prompt(item.source(), turns(item), Map.of("answer", item.answer()));
    }

    private Turns turns(MathItem item) {
      if (!chat) {
        StringBuilder text = new StringBuilder();
        for (MathItem shot : shots) {
          text.append("Question: ").append(shot.question());
          text.append("\nAnswer: ").append(shot.solution().replace("\n\n", "\n")).append("\n\n");
        }
        text.append("Question: ").append(item.question()).append("\nAnswer:");
        return new Turns.Plain(text.toString());
      }
      List<Message> messages = new ArrayList<>();
      for (MathItem shot : shots) {
        messages.add(new Message("user", asked(shot)));
        messages.add(new Message("assistant", shot.solution()));
      }
      messages.add(new Message("user", asked(item)));
      return new Turns.Chat(messages);
    }

    private String asked(MathItem item) {
      return instruction && !item.asIs() ? item.question() + INSTRUCTION : item.question();
    }

    Map<String, Object> describe(Evaluated model) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("format", chat ? CHAT : "completion");
      map.put("instruction", chat && instruction);
      map.put("shots", shots.size());
      map.putAll(model.settings(sampling));
      return map;
    }
  }

  @Override
  public SuiteResult evaluate(SuiteInput input, Evaluated model) throws IOException {
    Settings settings = Settings.read(input.options(), input.context().seed());
    input.options().requireAllRead(name());
    List<MathItem> items = ItemFile.read(input.prompts(), MathItem::parse);
    List<Row.Prompt> prompts = items.stream().map(settings::prompt).toList();
    List<List<Completion>> answers =
        model.answers(
            items.stream()
                .map(item -> new Row.Prompt(item.source(), settings.turns(item), Map.of()))
                .toList(),
            settings.sampling());
    Verifier flexible = Verifiers.byName("gsm8k");
    Verifier strict = Verifiers.byName("gsm8k:strict");
    List<ItemResult> results = new ArrayList<>();
    long cut = 0;
    for (int i = 0; i < items.size(); i++) {
      double right = 0;
      double marked = 0;
      List<String> texts = new ArrayList<>();
      for (Completion answer : answers.get(i)) {
        right += flexible.score(prompts.get(i), answer.text());
        marked += strict.score(prompts.get(i), answer.text());
        cut += answer.finishReason() == FinishReason.LENGTH ? 1 : 0;
        texts.add(answer.text());
      }
      Map<String, Double> measures = new LinkedHashMap<>();
      measures.put("accuracy", right / texts.size());
      measures.put("accuracy_strict", marked / texts.size());
      results.add(
          new ItemResult(
              String.valueOf(i + 1),
              List.of(),
              measures,
              items.get(i).question(),
              texts,
              right == texts.size() ? List.of() : List.of("expected " + expected(items.get(i)))));
    }
    List<String> notes = new ArrayList<>();
    if (cut > 0) {
      notes.add(cut + " answers were cut off at max-new-tokens");
    }
    return new SuiteResult(
        name(),
        results,
        List.of(Figure.mean("accuracy", results), Figure.mean("accuracy_strict", results)),
        List.of(),
        conditions(items, settings, model),
        notes);
  }

  private static String expected(MathItem item) {
    int mark = item.answer().lastIndexOf("####");
    return mark < 0 ? item.answer() : item.answer().substring(mark + 4).strip();
  }

  /** The examples are part of the template. */
  private static Conditions conditions(List<MathItem> items, Settings settings, Evaluated model) {
    List<Row.Prompt> rows =
        items.stream()
            .map(
                item ->
                    new Row.Prompt(
                        item.source(),
                        new Turns.Plain(item.question()),
                        Map.of("answer", item.answer())))
            .toList();
    MathItem blank = new MathItem(items.get(0).source(), "", "0", false);
    return Conditions.of(rows, settings.turns(blank).toString(), settings.describe(model));
  }
}
