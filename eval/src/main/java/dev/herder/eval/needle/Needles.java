package dev.herder.eval.needle;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Sampling;
import dev.herder.eval.Aggregate;
import dev.herder.eval.Conditions;
import dev.herder.eval.Evaluated;
import dev.herder.eval.Figure;
import dev.herder.eval.ItemResult;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.needle.Haystack.Needle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Facts hidden in long texts: the share of those asked for that an answer has.
 *
 * <p>Texts are made from the seed alone, so that all models read the same ones; their lengths are
 * words, because tokens differ from model to model.
 */
public final class Needles implements Suite {
  /** A text and what is asked about it. */
  private record Item(int length, int depth, Row.Prompt prompt, List<Needle> wanted) {}

  @Override
  public String name() {
    return "needle";
  }

  @Override
  public String description() {
    return "Facts hidden in long texts, by length and depth; it makes its own texts.";
  }

  @Override
  public SuiteResult evaluate(SuiteInput input, Evaluated model) throws IOException {
    NeedleGrid grid = NeedleGrid.read(input.options());
    Sampling sampling = Sampling.greedy(input.options().whole("max-new-tokens", 256, 1, 1 << 16));
    int seed = input.options().whole("text-seed", 1, 0, Integer.MAX_VALUE);
    input.options().requireAllRead(name());
    if (!input.prompts().isEmpty()) {
      throw new UserError("needle: makes its own texts, but --prompts was given; leave it out");
    }
    List<Item> items = items(grid, seed);
    List<Row.Prompt> prompts = items.stream().map(Item::prompt).toList();
    List<List<Completion>> answers = model.answers(prompts, sampling);
    List<ItemResult> results = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      results.add(result(i, items.get(i), answers.get(i).get(0).text()));
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("lengths", grid.lengths());
    settings.put("depths", grid.depths());
    settings.put("needles", grid.needles());
    settings.put("wanted", grid.wanted());
    settings.put("repeats", grid.repeats());
    settings.put("text_seed", seed);
    settings.putAll(model.settings(sampling));
    return new SuiteResult(
        name(),
        results,
        List.of(Figure.mean("recall", results), Figure.mean("all_found", results)),
        categories(grid, items, results),
        Conditions.of(prompts, question(List.of(new Needle("X", "1"))), settings),
        List.of());
  }

  /** By length, by depth, and by both, which reports show as a heat map. */
  private static List<Figure> categories(
      NeedleGrid grid, List<Item> items, List<ItemResult> results) {
    List<Figure> categories = new ArrayList<>(Figure.byTag("recall", results));
    for (int length : grid.lengths()) {
      for (int depth : grid.depths()) {
        List<ItemResult> cell = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
          if (items.get(i).length() == length && items.get(i).depth() == depth) {
            cell.add(results.get(i));
          }
        }
        String name = "recall/words=" + length + ",depth=" + depth;
        categories.add(Figure.of(name, new Aggregate.Mean("recall"), cell));
      }
    }
    return categories;
  }

  private static List<Item> items(NeedleGrid grid, int seed) {
    List<Item> items = new ArrayList<>();
    for (int length : grid.lengths()) {
      for (int depth : grid.depths()) {
        for (int repeat = 0; repeat < grid.repeats(); repeat++) {
          // A cell's texts stay the same when other cells come or go.
          SplittableRandom random =
              new SplittableRandom(((seed * 4_000_037L + length) * 101 + depth) * 1009 + repeat);
          Haystack haystack = Haystack.of(length, grid.places(depth), random);
          List<Needle> wanted = grid.asked(depth).stream().map(haystack.needles()::get).toList();
          String text = "Read this text.\n\n" + haystack.text() + "\n\n" + question(wanted);
          items.add(
              new Item(
                  length,
                  depth,
                  new Row.Prompt(
                      new Source("needle", items.size() + 1L),
                      new Turns.Chat(List.of(new Message("user", text))),
                      Map.of()),
                  wanted));
        }
      }
    }
    return items;
  }

  private static String question(List<Needle> wanted) {
    return "According to the text, what "
        + (wanted.size() == 1 ? "is the secret number of " : "are the secret numbers of ")
        + String.join(" and of ", wanted.stream().map(Needle::city).toList())
        + "? Answer with the "
        + (wanted.size() == 1 ? "number" : "numbers")
        + " alone.";
  }

  private static ItemResult result(int index, Item item, String answer) {
    List<String> missing = new ArrayList<>();
    String plain = answer.replaceAll("(?<=[0-9])[,.\u00a0\u202f ](?=[0-9]{3})", "");
    for (Needle needle : item.wanted()) {
      if (!plain.contains(needle.number())) {
        missing.add("not found: " + needle.sentence());
      }
    }
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("recall", 1 - (double) missing.size() / item.wanted().size());
    measures.put("all_found", missing.isEmpty() ? 1.0 : 0.0);
    return new ItemResult(
        item.length() + "/" + item.depth() + "#" + (index + 1),
        List.of("words=" + item.length(), "depth=" + item.depth()),
        measures,
        question(item.wanted()),
        List.of(answer),
        missing);
  }
}
