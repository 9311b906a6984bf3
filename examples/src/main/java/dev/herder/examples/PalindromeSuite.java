package dev.herder.examples;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Sampling;
import dev.herder.eval.Conditions;
import dev.herder.eval.Evaluated;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A suite of one's own: how often a model gives a palindrome of the length that it is asked for.
 *
 * <p>{@code META-INF/services/dev.herder.eval.Suite} names this class, so that with this jar on the
 * class path {@code herder eval --suite palindromes} works. It makes its prompts itself.
 */
public final class PalindromeSuite implements Suite {
  @Override
  public String name() {
    return "palindromes";
  }

  @Override
  public String description() {
    return "Palindromes of a given length; it makes its own prompts.";
  }

  @Override
  public SuiteResult evaluate(SuiteInput input, Evaluated model) throws IOException {
    int longest = input.options().whole("longest", 9, 3, 99);
    input.options().requireAllRead(name());
    List<Row.Prompt> prompts = new ArrayList<>();
    for (int length = 3; length <= longest; length++) {
      String text = "Write a palindrome of " + length + " letters and nothing else.";
      prompts.add(
          new Row.Prompt(
              new Source(name(), length),
              new Turns.Chat(List.of(new Message("user", text))),
              Map.of()));
    }
    Sampling sampling = Sampling.greedy(64);
    List<List<Completion>> answers = model.answers(prompts, sampling);
    List<ItemResult> items = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      String answer = answers.get(i).get(0).text();
      String letters = answer.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
      boolean palindrome = new StringBuilder(letters).reverse().toString().equals(letters);
      boolean length = letters.length() == i + 3;
      items.add(
          new ItemResult(
              "length " + (i + 3),
              List.of(),
              Map.of("right", palindrome && length ? 1.0 : 0.0),
              ((Turns.Chat) prompts.get(i).prompt()).messages().get(0).content(),
              List.of(answer),
              palindrome ? List.of() : List.of("is no palindrome")));
    }
    return new SuiteResult(
        name(),
        items,
        List.of(Figure.mean("right", items)),
        List.of(),
        Conditions.of(prompts, "", model.settings(sampling)),
        List.of());
  }
}
