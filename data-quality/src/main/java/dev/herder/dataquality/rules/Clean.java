package dev.herder.dataquality.rules;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.data.WholeRows;
import dev.herder.core.data.WholeRows.WholeRow;
import dev.herder.core.overlap.Words;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.Stage;
import dev.herder.core.verify.ifeval.LanguageGuess;
import dev.herder.dataquality.rows.Drop;
import dev.herder.dataquality.rows.Part;
import dev.herder.dataquality.rows.RowSplit;
import dev.herder.dataquality.rows.Step;
import dev.herder.dataquality.rows.StepResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cleans rows by rules, as section 4.2.3 of "The Llama 3 Herd of Models" (arXiv 2407.21783) does.
 *
 * <p>Rows with spam, personal data, secrets and the like are dropped. Rows with a habit of speech
 * (too many emoji or exclamation marks, apologies) are cut back to a share of what is kept. The
 * files are read twice; one byte a row is kept in memory between, and 8 for a row with a habit.
 */
public final class Clean implements Stage<Clean.Config, StepResult> {
  private static final Pattern CONTROL =
      Pattern.compile(
          "<\\|[A-Za-z0-9_ -]{1,60}\\|>|\\[/?INST\\]|<</?SYS>>|<(?:start|end)_of_turn>");

  private static final int KEEP = 0;
  private static final int NO_ROW = 1;
  private static final int FIRST_RULE = 2;

  /**
   * What to do.
   *
   * @param data files of rows
   * @param out the folder to write to
   * @param settings of the rules
   * @param restore rules and rows ({@code FILE:LINE}) whose drops are undone
   */
  public record Config(List<Path> data, Path out, Settings settings, List<String> restore) {
    public Config {
      data = List.copyOf(data);
      restore = List.copyOf(restore);
    }
  }

  /**
   * The rules' limits.
   *
   * @param minWords the shortest answer in words; 0 asks only that it is not blank
   * @param maxWords the longest row in words, over all its texts
   * @param emojiPerHundred an answer with more for 100 words, and with three at least, has the
   *     habit
   * @param exclamationsPerHundred the same for exclamation marks; four in a row are a habit too
   * @param emojiShare the share of kept rows that may have the habit, 0 to 1
   * @param exclamationShare the same for exclamation marks
   * @param apologyShare the same for apologies such as "I'm sorry"
   * @param repetition the largest share of five-word sequences that repeat earlier ones, 0 to 1
   * @param languages codes of languages to keep, such as {@code en}; none keeps all
   * @param languageMinCharacters shorter texts are not asked for their language
   * @param personalData whether rows with addresses and numbers of people are dropped
   * @param secrets whether rows with keys and passwords are dropped
   * @param controlTokens whether rows that spell control tokens such as {@code <|eot_id|>} are
   */
  public record Settings(
      int minWords,
      int maxWords,
      double emojiPerHundred,
      double exclamationsPerHundred,
      double emojiShare,
      double exclamationShare,
      double apologyShare,
      double repetition,
      List<String> languages,
      int languageMinCharacters,
      boolean personalData,
      boolean secrets,
      boolean controlTokens) {
    public Settings {
      languages = List.copyOf(languages);
      Step.require(minWords >= 0, "min-words", minWords, "0 or more");
      Step.require(maxWords >= minWords, "max-words", maxWords, "at least min-words");
      Step.require(emojiPerHundred >= 0, "emoji-per-hundred", emojiPerHundred, "0 or more");
      Step.require(
          exclamationsPerHundred >= 0,
          "exclamations-per-hundred",
          exclamationsPerHundred,
          "0 or more");
      share("emoji-share", emojiShare);
      share("exclamation-share", exclamationShare);
      share("apology-share", apologyShare);
      share("repetition", repetition);
      for (String language : languages) {
        if (!LanguageGuess.languages().contains(language)) {
          throw new UserError(
              "languages: \""
                  + language
                  + "\" is unknown, expected some of "
                  + String.join(", ", LanguageGuess.languages()));
        }
      }
    }

    private static void share(String key, double value) {
      Step.require(value >= 0 && value <= 1, key, value, "0 to 1");
    }

    /** The defaults. */
    public static Settings defaults() {
      return new Settings(0, 20_000, 5, 5, 0, 0, 0.01, 0.5, List.of(), 50, true, true, true);
    }
  }

  @Override
  public StepResult run(Config config, RunContext context) throws IOException {
    Settings s = config.settings();
    List<String> ids = new ArrayList<>();
    rules(s).forEach(rule -> ids.add(rule.id()));
    habits(s).forEach(habit -> ids.add(habit.id()));
    ids.add(Drop.UNREADABLE);
    Step step = new Step("clean", config.data(), List.of(), config.out(), s, ids, config.restore());
    return step.run(context, (rows, watch) -> new Pass(s, config, context.seed()).run(rows, watch));
  }

  /** One run over the rows: what each has, how much of each habit may stay, and the split. */
  private static final class Pass {
    private final Config config;
    private final List<Rule> rules;
    private final List<Rule> habits;
    private final Balance balance;

    Pass(Settings settings, Config config, long seed) {
      this.config = config;
      this.rules = rules(settings);
      this.habits = habits(settings);
      this.balance =
          new Balance(
              seed, settings.emojiShare(), settings.exclamationShare(), settings.apologyShare());
    }

    Map<String, Double> run(RowSplit split, Step.Watch watch) throws IOException {
      byte[] found = look(watch);
      watch.begin("write");
      try (WholeRows rows = WholeRows.open(config.data())) {
        for (WholeRow row = rows.next(); row != null; row = rows.next()) {
          watch.row(row.index());
          int code = row.index() < found.length ? found[(int) row.index()] : NO_ROW;
          if (code == KEEP) {
            split.keep(row);
          } else if (code == NO_ROW || row.row() == null) {
            split.unreadable(row);
          } else {
            split(split, row, row.row(), code - FIRST_RULE);
          }
        }
      }
      Map<String, Double> figures = new LinkedHashMap<>();
      for (int i = 0; i < habits.size(); i++) {
        figures.put("rows with " + habits.get(i).id(), (double) balance.found(i));
      }
      return figures;
    }

    private void split(RowSplit split, WholeRow whole, Row row, int number) throws IOException {
      int habit = number - rules.size();
      if (habit >= 0 && balance.stays(habit, whole.index())) {
        split.keep(whole);
        return;
      }
      Rule rule = habit < 0 ? rules.get(number) : habits.get(habit);
      String why = String.valueOf(rule.check().find(Part.of(row)));
      split.drop(whole, new Drop(rule.id(), why, rule.sensitive()));
    }

    /** The first pass: the number of the rule that finds something in each row. */
    private byte[] look(Step.Watch watch) throws IOException {
      watch.begin("look");
      ByteArrayOutputStream found = new ByteArrayOutputStream();
      long others = 0;
      try (WholeRows rows = WholeRows.open(config.data())) {
        for (WholeRow row = rows.next(); row != null; row = rows.next()) {
          watch.row(row.index());
          int code = row.row() == null ? NO_ROW : code(Part.of(row.row()));
          found.write(code);
          if (code >= FIRST_RULE + rules.size()) {
            balance.add(code - FIRST_RULE - rules.size(), row.index());
          }
          others += code == KEEP ? 1 : 0;
        }
      }
      balance.settle(others);
      return found.toByteArray();
    }

    private int code(List<Part> parts) {
      for (int i = 0; i < rules.size(); i++) {
        if (rules.get(i).check().find(parts) != null) {
          return FIRST_RULE + i;
        }
      }
      for (int i = 0; i < habits.size(); i++) {
        if (habits.get(i).check().find(parts) != null) {
          return FIRST_RULE + rules.size() + i;
        }
      }
      return KEEP;
    }
  }

  private static List<Rule> rules(Settings s) {
    List<Rule> rules = new ArrayList<>();
    rules.add(new Rule("empty", Rule.each(part -> isEmpty(part) ? "blank" : null)));
    rules.add(new Rule("too-short", Rule.answers(part -> tooShort(part, s.minWords()))));
    rules.add(new Rule("too-long", parts -> tooLong(parts, s.maxWords())));
    if (s.controlTokens()) {
      rules.add(new Rule("control-token", Rule.each(part -> control(part.text()))));
    }
    if (s.secrets()) {
      rules.add(new Rule("private-key", true, Rule.each(part -> Secrets.privateKey(part.text()))));
      rules.add(new Rule("secret", true, Rule.each(part -> Secrets.key(part.text()))));
    }
    if (s.personalData()) {
      rules.add(new Rule("card-number", true, Rule.each(part -> PersonalData.card(part.text()))));
      rules.add(new Rule("email", true, Rule.each(part -> PersonalData.email(part.text()))));
      rules.add(new Rule("phone", true, Rule.each(part -> PersonalData.phone(part.text()))));
    }
    if (!s.languages().isEmpty()) {
      LanguageGuess guess = LanguageGuess.load();
      rules.add(new Rule("language", Rule.each(part -> language(part.text(), guess, s))));
    }
    rules.add(
        new Rule("repetition", Rule.answers(part -> Repetition.find(part.text(), s.repetition()))));
    return rules;
  }

  private static List<Rule> habits(Settings s) {
    return List.of(
        new Rule("emoji", Rule.answers(part -> StyleRules.emoji(part.text(), s.emojiPerHundred()))),
        new Rule(
            "exclamation",
            Rule.answers(part -> StyleRules.exclamations(part.text(), s.exclamationsPerHundred()))),
        new Rule("apology", Rule.answers(part -> StyleRules.apology(part.text()))));
  }

  private static boolean isEmpty(Part part) {
    return part.text().isBlank()
        && part.calls().isEmpty()
        && (part.isAnswer() || part.role().equals("user"));
  }

  private static @Nullable String tooShort(Part part, int minWords) {
    int words =
        minWords == 0 || !part.calls().isEmpty() ? minWords : Words.hashes(part.text()).length;
    return words < minWords ? words + " words, expected " + minWords + " or more" : null;
  }

  private static @Nullable String tooLong(List<Part> parts, int maxWords) {
    long characters = parts.stream().mapToLong(part -> part.text().length()).sum();
    if (characters <= maxWords) {
      return null;
    }
    long words = parts.stream().mapToLong(part -> Words.hashes(part.text()).length).sum();
    return words > maxWords ? words + " words, expected " + maxWords + " at most" : null;
  }

  private static @Nullable String control(String text) {
    Matcher found = CONTROL.matcher(text);
    return found.find() ? "spells " + found.group() + " at character " + (found.start() + 1) : null;
  }

  private static @Nullable String language(String text, LanguageGuess guess, Settings s) {
    if (text.length() < s.languageMinCharacters()) {
      return null;
    }
    String code = guess.of(text);
    return code != null && !s.languages().contains(code) ? "its language is " + code : null;
  }
}
