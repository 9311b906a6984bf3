package dev.herder.eval.needle;

import dev.herder.core.UserError;
import dev.herder.eval.SuiteOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long texts are and where needles stand in them.
 *
 * @param lengths words of a text, ascending
 * @param depths percents of a text that stand before its first wanted needle, ascending
 * @param needles facts in a text
 * @param wanted facts that are asked for
 * @param repeats texts of each length and depth
 */
record NeedleGrid(
    List<Integer> lengths, List<Integer> depths, int needles, int wanted, int repeats) {
  NeedleGrid {
    lengths = List.copyOf(lengths);
    depths = List.copyOf(depths);
  }

  static NeedleGrid read(SuiteOptions options) {
    int needles = options.whole("needles", 4, 1, Haystack.mostNeedles());
    int wanted = options.whole("wanted", Math.min(2, needles), 1, needles);
    return new NeedleGrid(
        numbers(options, "lengths", "250,500,1000,2000", 50, 2_000_000),
        numbers(options, "depths", "0,25,50,75,100", 0, 100),
        needles,
        wanted,
        options.whole("repeats", 1, 1, 1000));
  }

  private static List<Integer> numbers(
      SuiteOptions options, String name, String byDefault, int least, int most) {
    String text = options.text(name).orElse(byDefault);
    List<Integer> numbers = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      String digits = each.strip();
      int number = digits.matches("[0-9]{1,8}") ? Integer.parseInt(digits) : -1;
      if (number < least || number > most || numbers.contains(number)) {
        throw new UserError(
            String.format(
                Locale.ROOT,
                "option %s: found '%s', expected different whole numbers from %d to %d with commas",
                name,
                text,
                least,
                most));
      }
      numbers.add(number);
    }
    numbers.sort(null);
    return numbers;
  }

  /**
   * Where all needles of a text stand, ascending: the first at the depth, the others spread over
   * the rest of the text and, where no rest is left, over what stands before.
   */
  double[] places(int depth) {
    double[] places = new double[needles];
    double first = depth / 100.0;
    double step = needles == 1 ? 0 : (first <= 0.5 ? 1 - first : -first) / (needles - 1);
    for (int i = 0; i < needles; i++) {
      places[i] = first + i * step;
    }
    Arrays.sort(places);
    return places;
  }

  /** Which needles are asked for: the one at the depth, then its neighbours. */
  List<Integer> asked(int depth) {
    List<Integer> asked = new ArrayList<>();
    boolean forward = depth <= 50;
    for (int i = 0; i < wanted; i++) {
      asked.add(forward ? i : needles - 1 - i);
    }
    return asked;
  }
}
