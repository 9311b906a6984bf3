package dev.herder.eval.answer;

import dev.herder.core.UserError;
import dev.herder.core.data.Problem;
import dev.herder.core.data.RawRows;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Continuation;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.generate.Sampling;
import dev.herder.eval.Evaluated;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers from a file: rows with {@code prompt} and {@code response}, as IFEval publishes them, or
 * with {@code prompt} and {@code completion}, as {@code herder generate} writes them.
 *
 * <p>A prompt is found by its text: a plain one and a single turn of the user with the same text
 * are the same.
 */
public final class GivenAnswers implements Evaluated {
  private static final int SHOWN = 60;

  /** One answer and where it stands. */
  private record Given(Source source, String text, FinishReason finishReason) {}

  private final Path file;
  private final Map<String, List<Given>> answers;
  private final Set<String> asked = new HashSet<>();

  private GivenAnswers(Path file, Map<String, List<Given>> answers) {
    this.file = file;
    this.answers = answers;
  }

  /**
   * Reads a file.
   *
   * @throws UserError if a row lacks its prompt or its answer
   */
  public static GivenAnswers read(Path file) throws IOException {
    Map<String, List<Given>> answers = new LinkedHashMap<>();
    try (RawRows rows = RawRows.open(file)) {
      for (RawRows.RawRow row = rows.next(); row != null; row = rows.next()) {
        Map<String, Object> object = row.object();
        Problem problem = row.problem();
        if (object == null) {
          throw new UserError(problem == null ? row.source() + ": no object" : problem.toString());
        }
        String prompt = PromptText.ofValue(object.get("prompt"));
        String answer = answer(object);
        if (prompt == null || answer == null) {
          throw new UserError(row.source() + ": " + mistake(object, prompt == null));
        }
        FinishReason reason =
            "length".equals(object.get("finish_reason")) ? FinishReason.LENGTH : FinishReason.STOP;
        answers
            .computeIfAbsent(prompt, p -> new ArrayList<>())
            .add(new Given(row.source(), answer, reason));
      }
    }
    return new GivenAnswers(file, answers);
  }

  private static String mistake(Map<String, Object> row, boolean inPrompt) {
    String key = inPrompt ? "prompt" : row.containsKey("response") ? "response" : "completion";
    return row.containsKey(key)
        ? "key '" + key + "': found " + shown(String.valueOf(row.get(key))) + ", expected a text"
        : "expected {\"prompt\": ..., \"response\": ...} or {\"prompt\": ...,"
            + " \"completion\": ...}, found the keys "
            + String.join(", ", row.keySet());
  }

  private static @Nullable String answer(Map<String, Object> row) {
    Object answer = row.containsKey("response") ? row.get("response") : row.get("completion");
    if (answer instanceof String text) {
      return text;
    }
    return answer instanceof List<?> turns
            && turns.size() == 1
            && turns.get(0) instanceof Map<?, ?> turn
            && turn.get("content") instanceof String text
        ? text
        : null;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Map<String, Object> settings(Sampling sampling) {
    return Map.of();
  }

  @Override
  public List<List<Completion>> answers(List<Row.Prompt> prompts, Sampling sampling) {
    List<Row.Prompt> missing = new ArrayList<>();
    List<List<Completion>> found = new ArrayList<>();
    for (Row.Prompt prompt : prompts) {
      String text = PromptText.of(prompt.prompt());
      asked.add(text);
      List<Given> given = answers.getOrDefault(text, List.of());
      if (given.isEmpty()) {
        missing.add(prompt);
      }
      if (sampling.n() == 1 && given.size() > 1) {
        throw new UserError(
            given.get(1).source()
                + ": answers the prompt of "
                + prompt.source()
                + " again (first at line "
                + given.get(0).source().line()
                + "), expected one answer to a prompt");
      }
      List<Completion> completions = new ArrayList<>();
      for (Given each : given) {
        completions.add(
            new Completion(
                prompt, completions.size(), each.text(), each.finishReason(), 0, Double.NaN));
      }
      found.add(completions);
    }
    if (!missing.isEmpty()) {
      Row.Prompt first = missing.get(0);
      throw new UserError(
          String.format(
              "%s: has no answer to %d of %d prompts, the first that of %s (\"%s\"); add the"
                  + " missing answers",
              file,
              missing.size(),
              prompts.size(),
              first.source(),
              shown(PromptText.of(first.prompt()))));
    }
    return found;
  }

  /** Answers in the file to prompts that nobody asked so far. */
  public long unused() {
    return answers.entrySet().stream()
        .filter(entry -> !asked.contains(entry.getKey()))
        .mapToLong(entry -> entry.getValue().size())
        .sum();
  }

  @Override
  public List<Likelihood> likelihoods(List<Continuation> continuations) {
    throw new UserError(
        "--responses: this suite needs probabilities, which "
            + file
            + " does not have; give --model DIR instead");
  }

  private static String shown(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.codePointCount(0, line.length()) <= SHOWN
        ? line
        : line.substring(0, line.offsetByCodePoints(0, SHOWN)) + "...";
  }
}
