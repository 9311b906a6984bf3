package dev.herder.core.verify.ifeval;

import dev.herder.core.UserError;
import dev.herder.core.verify.search.BoundedText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Checks which instructions an answer follows.
 *
 * <p>The rules are those of {@code instruction_following_eval} of Zhou et al.,
 * "Instruction-Following Evaluation for Large Language Models" (arXiv 2311.07911), with NLTK
 * 3.9.1's sentences and words. Two things differ, because they are drawn at random there: a missing
 * argument is refused, and the language of a text is guessed from all of it (see {@link
 * LanguageGuess}). Safe for use by several threads.
 */
public final class IfEval {
  /** How much of an answer counts. */
  public enum Mode {
    /** The answer as it is. */
    STRICT,
    /** Also without its first line, its last line, both, and each of these without asterisks. */
    LOOSE
  }

  private final Map<String, Function<Arguments, Check>> checks;

  private IfEval(English english) {
    KeywordChecks keywords = new KeywordChecks(english);
    LengthChecks lengths = new LengthChecks(english);
    Map<String, Function<Arguments, Check>> all = new HashMap<>();
    all.put("keywords:existence", keywords::existence);
    all.put("keywords:frequency", keywords::frequency);
    all.put("keywords:forbidden_words", keywords::forbidden);
    all.put("keywords:letter_frequency", keywords::letter);
    all.put("language:response_language", arguments -> language(arguments, english));
    all.put("length_constraints:number_sentences", lengths::sentences);
    all.put("length_constraints:number_paragraphs", lengths::paragraphs);
    all.put("length_constraints:number_words", lengths::words);
    all.put("length_constraints:nth_paragraph_first_word", lengths::firstWord);
    all.put("detectable_content:number_placeholders", FormatChecks::placeholders);
    all.put("detectable_content:postscript", FormatChecks::postscript);
    all.put("detectable_format:number_bullet_lists", FormatChecks::bullets);
    all.put("detectable_format:constrained_response", none -> FormatChecks::choice);
    all.put("detectable_format:number_highlighted_sections", FormatChecks::highlights);
    all.put("detectable_format:multiple_sections", lengths::sections);
    all.put("detectable_format:json_format", none -> FormatChecks::json);
    all.put("detectable_format:title", none -> FormatChecks::title);
    all.put("combination:two_responses", none -> lengths::twoResponses);
    all.put("combination:repeat_prompt", FormatChecks::repeatsPrompt);
    all.put("startend:end_checker", FormatChecks::ending);
    all.put("startend:quotation", none -> FormatChecks::quoted);
    all.put("change_case:capital_word_frequency", keywords::capitalWords);
    all.put("change_case:english_capital", none -> keywords::upperEnglish);
    all.put("change_case:english_lowercase", none -> keywords::lowerEnglish);
    all.put("punctuation:no_comma", none -> response -> response.indexOf(',') < 0);
    checks = Map.copyOf(all);
  }

  /** Reads the models of English sentences and of languages, about 40 MB in memory. */
  public static IfEval load() {
    return new IfEval(English.load());
  }

  /** The names of all instructions. */
  public Set<String> instructions() {
    return checks.keySet();
  }

  /** What came of checking one instruction. */
  public enum Verdict {
    FOLLOWED,
    NOT_FOLLOWED,
    /** A pattern of the row's backtracks too much on this answer, so that nobody knows. */
    CUT_SHORT
  }

  /**
   * Which of the instructions the answer follows, in their order; a blank answer follows none, nor
   * does one that a pattern backtracks on too much.
   *
   * @throws UserError if an instruction is unknown or an argument is missing or wrong
   */
  public List<Boolean> followed(List<Instruction> instructions, String response, Mode mode) {
    return verdicts(instructions, response, mode).stream()
        .map(verdict -> verdict == Verdict.FOLLOWED)
        .toList();
  }

  /**
   * What came of checking each of the instructions, in their order.
   *
   * @throws UserError if an instruction is unknown or an argument is missing or wrong
   */
  public List<Verdict> verdicts(List<Instruction> instructions, String response, Mode mode) {
    Set<String> readings = mode == Mode.STRICT ? Set.of(response) : readings(response);
    List<Verdict> verdicts = new ArrayList<>(instructions.size());
    for (Instruction instruction : instructions) {
      Check check = check(instruction);
      try {
        boolean followed =
            readings.stream().anyMatch(r -> !PythonText.strip(r).isEmpty() && check.followed(r));
        verdicts.add(followed ? Verdict.FOLLOWED : Verdict.NOT_FOLLOWED);
      } catch (BoundedText.TooManySteps | StackOverflowError e) {
        verdicts.add(Verdict.CUT_SHORT);
      }
    }
    return verdicts;
  }

  private Check check(Instruction instruction) {
    Function<Arguments, Check> kind = checks.get(instruction.id());
    if (kind == null) {
      throw new UserError(
          instruction.place()
              + ": instruction '"
              + instruction.id()
              + "' is not known, expected one of "
              + String.join(", ", checks.keySet().stream().sorted().toList()));
    }
    Arguments arguments = new Arguments(instruction);
    Check check = kind.apply(arguments);
    arguments.requireAllRead();
    return check;
  }

  private static Check language(Arguments arguments, English english) {
    String language = arguments.text("language");
    return response -> english.maybe(language, response);
  }

  private static Set<String> readings(String response) {
    int first = response.indexOf('\n');
    int last = response.lastIndexOf('\n');
    String withoutFirst = PythonText.strip(first < 0 ? "" : response.substring(first + 1));
    String withoutLast = PythonText.strip(last < 0 ? "" : response.substring(0, last));
    String withoutBoth = PythonText.strip(first == last ? "" : response.substring(first + 1, last));
    Set<String> readings = new LinkedHashSet<>();
    for (String reading : List.of(response, withoutFirst, withoutLast, withoutBoth)) {
      readings.add(reading);
      readings.add(reading.replace("*", ""));
    }
    return readings;
  }
}
