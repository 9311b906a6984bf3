package dev.herder.eval.perplexity;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Continuation;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.generate.Windows;
import dev.herder.eval.Aggregate;
import dev.herder.eval.Conditions;
import dev.herder.eval.Evaluated;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Perplexity of texts in a sliding window.
 *
 * <p>Per token it compares models with the same tokenizer, per byte any models.
 */
public final class Perplexity implements Suite {
  @Override
  public String name() {
    return "perplexity";
  }

  @Override
  public String description() {
    return "Perplexity of texts per token and per byte, in a sliding window.";
  }

  @Override
  public SuiteResult evaluate(SuiteInput input, Evaluated model) throws IOException {
    int window = input.options().whole("window", 1024, 2, 1 << 24);
    int stride = input.options().whole("stride", Math.max(1, window / 2), 1, 1 << 24);
    input.options().requireAllRead(name());
    if (stride >= window) {
      throw new UserError(
          "option stride: "
              + stride
              + " is not below the window of "
              + window
              + " tokens; the first token of each window has no context then");
    }
    List<Row.Text> texts = PerplexityTexts.read(input.prompts());
    List<Continuation> asked = new ArrayList<>();
    for (Row.Text text : texts) {
      asked.add(
          new Continuation(PerplexityTexts.nothing(text), text.text())
              .in(new Windows(window, stride)));
    }
    List<Likelihood> said = model.likelihoods(asked);
    List<ItemResult> results = new ArrayList<>();
    long unscored = 0;
    for (int i = 0; i < texts.size(); i++) {
      Likelihood likelihood = said.get(i);
      if (likelihood.tokens() == 0) {
        unscored++;
      }
      results.add(result(i, texts.get(i).text(), likelihood));
    }
    List<Figure> figures =
        List.of(
            Figure.of("perplexity", new Aggregate.Perplexity("logprob", "tokens"), results),
            Figure.of("byte_perplexity", new Aggregate.Perplexity("logprob", "bytes"), results),
            Figure.of("bits_per_byte", new Aggregate.Ratio("bits", "bytes"), results));
    List<String> notes =
        unscored == 0
            ? List.of()
            : List.of(unscored + " texts have one token alone, before which nothing stands");
    return new SuiteResult(
        name(),
        results,
        figures,
        List.of(),
        Conditions.of(texts, "", Map.of("window", window, "stride", stride)),
        notes);
  }

  private static ItemResult result(int index, String text, Likelihood likelihood) {
    Map<String, Double> measures = new LinkedHashMap<>();
    if (likelihood.tokens() > 0) {
      measures.put("logprob", likelihood.sum());
      measures.put("bits", -likelihood.sum() / Math.log(2));
      measures.put("tokens", 1.0 * likelihood.tokens());
      measures.put("bytes", 1.0 * text.getBytes(StandardCharsets.UTF_8).length);
    }
    return new ItemResult(
        String.valueOf(index + 1), List.of(), measures, beginning(text), List.of(), List.of());
  }

  /** Texts can be books; people need to know which one it is. */
  private static String beginning(String text) {
    int most = Math.min(text.length(), 300);
    if (most < text.length() && Character.isHighSurrogate(text.charAt(most - 1))) {
      most--;
    }
    return text.substring(0, most);
  }
}
