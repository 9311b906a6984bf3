package dev.herder.eval.choice;

import dev.herder.core.UserError;
import dev.herder.core.generate.Sampling;
import dev.herder.eval.Evaluated;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.choice.ChoiceItem.Style;
import dev.herder.eval.items.ItemFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How questions are asked.
 *
 * @param written whether the model writes its answer; else choices are compared by likelihood
 * @param style how every question is asked; empty: as the published evaluation of its rows
 * @param variants the ways to ask, the first of which gives the main figures
 * @param shots how many examples stand before each question
 * @param examples the examples to choose from
 * @param chat whether a question is a user's turn; written answers always are to one
 * @param maxNewTokens the longest written answer
 */
record ChoiceSettings(
    boolean written,
    Optional<Style> style,
    List<Variant> variants,
    int shots,
    List<ChoiceItem> examples,
    boolean chat,
    int maxNewTokens) {
  ChoiceSettings {
    variants = List.copyOf(variants);
    examples = List.copyOf(examples);
  }

  static ChoiceSettings read(SuiteOptions options) throws IOException {
    boolean written =
        options
            .choice("mode", "likelihood", List.of("likelihood", "generation"))
            .equals("generation");
    String style =
        options.choice("style", "auto", List.of("auto", "letters", "cloze", "continuation"));
    if (written && !List.of("auto", "letters").contains(style)) {
      throw new UserError(
          "option style: found '"
              + style
              + "', expected letters, because a written answer names a label; leave it out");
    }
    List<Variant> variants =
        Variant.all(
            options.whole("rotations", 1, 1, 26),
            list(options, "labels", ChoiceLabels.UPPER, ChoiceLabels::of),
            list(options, "wordings", Wording.PLAIN, Wording::of));
    int shots = options.whole("shots", 0, 0, 1000);
    ChoiceSettings settings =
        new ChoiceSettings(
            written,
            written
                ? Optional.of(Style.LETTERS)
                : style.equals("auto") ? Optional.empty() : Optional.of(styleOf(style)),
            variants,
            shots,
            examples(options, shots),
            options.flag("chat", written),
            options.whole("max-new-tokens", 256, 1, 1 << 20));
    if (written && !settings.chat()) {
      throw new UserError("option chat: found 'false', expected true with mode=generation");
    }
    return settings;
  }

  private static Style styleOf(String id) {
    return switch (id) {
      case "letters" -> Style.LETTERS;
      case "cloze" -> Style.CLOZE;
      default -> Style.CONTINUATION;
    };
  }

  private static <T> List<T> list(
      SuiteOptions options, String name, T byDefault, Function<String, T> parser) {
    Optional<String> given = options.text(name);
    if (given.isEmpty()) {
      return List.of(byDefault);
    }
    List<T> all = new ArrayList<>();
    for (String each : given.get().split(",", -1)) {
      T parsed = parser.apply(each.strip());
      if (all.contains(parsed)) {
        throw new UserError("option " + name + ": '" + each.strip() + "' stands twice");
      }
      all.add(parsed);
    }
    return all;
  }

  private static List<ChoiceItem> examples(SuiteOptions options, int shots) throws IOException {
    Optional<String> file = options.text("shots-file");
    if (shots > 0 && file.isEmpty()) {
      throw new UserError(
          "option shots: "
              + shots
              + " examples need a file of them, in the format of the questions; add"
              + " shots-file=FILE");
    }
    if (file.isEmpty()) {
      return List.of();
    }
    List<ChoiceItem> all = ItemFile.read(Path.of(file.get()), ChoiceRows::parse);
    if (shots > all.size()) {
      throw new UserError(
          "option shots: "
              + shots
              + " examples, but "
              + file.get()
              + " has "
              + all.size()
              + "; ask for fewer");
    }
    return all;
  }

  /** The prompt of an item; the examples of its subject come first. */
  ChoicePrompt prompt(Variant variant, ChoiceItem item) {
    Stream<ChoiceItem> alike =
        examples.stream().filter(each -> each.category().equals(item.category()));
    Stream<ChoiceItem> others =
        examples.stream().filter(each -> !each.category().equals(item.category()));
    return new ChoicePrompt(
        variant.labels(),
        variant.wording(),
        Stream.concat(alike, others)
            .limit(shots)
            .map(each -> variant.apply(each.with(item.style())))
            .toList());
  }

  /** The item in the style that is asked for. */
  ChoiceItem styled(ChoiceItem item) {
    return style.map(item::with).orElse(item);
  }

  /** How answers are drawn. */
  Sampling sampling() {
    return Sampling.greedy(maxNewTokens);
  }

  /** What results record. */
  Map<String, Object> describe(Evaluated model) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mode", written ? "generation" : "likelihood");
    map.put("style", style.map(Style::id).orElse("auto"));
    map.put("variants", variants.stream().map(Variant::id).toList());
    map.put("shots", shots);
    map.put("chat", chat);
    if (written) {
      map.putAll(model.settings(sampling()));
    }
    return map;
  }
}
