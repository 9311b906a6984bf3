package dev.herder.eval.code;

import dev.herder.core.data.Source;
import dev.herder.eval.items.ItemRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A task in Python with its tests.
 *
 * @param source where the row stands
 * @param id the row's own name
 * @param prompt the beginning of a program, or the task in words
 * @param entryPoint the function that the tests call; empty if the row does not say
 * @param starts whether the prompt is the beginning of the program
 * @param before code to run before the tests
 * @param tests each is run after the program
 */
record CodeItem(
    Source source,
    String id,
    String prompt,
    String entryPoint,
    boolean starts,
    String before,
    List<String> tests) {
  CodeItem {
    tests = List.copyOf(tests);
  }

  /** Reads HumanEval's keys or MBPP's, full or sanitized. */
  static CodeItem parse(ItemRow row) {
    return row.has("entry_point") ? humanEval(row) : mbpp(row);
  }

  private static CodeItem humanEval(ItemRow row) {
    String entryPoint = row.text("entry_point");
    if (!entryPoint.matches("[A-Za-z_][A-Za-z_0-9]*")) {
      throw row.bad("entry_point", "is no name of a function", "");
    }
    return new CodeItem(
        row.source(),
        row.has("task_id") ? row.label("task_id") : String.valueOf(row.source().line()),
        row.text("prompt"),
        entryPoint,
        true,
        "",
        List.of(row.text("test") + "\ncheck(" + entryPoint + ")\n"));
  }

  private static CodeItem mbpp(ItemRow row) {
    if (!row.has("test_list")) {
      throw row.bad(
          "test_list",
          "missing, expected HumanEval's keys (prompt, entry_point, test) or MBPP's (text or"
              + " prompt, test_list)",
          "");
    }
    List<String> before = new ArrayList<>();
    if (row.has("test_imports")) {
      before.addAll(row.texts("test_imports", 0));
    }
    row.optionalText("test_setup_code").filter(code -> !code.isBlank()).ifPresent(before::add);
    return new CodeItem(
        row.source(),
        row.has("task_id") ? row.label("task_id") : String.valueOf(row.source().line()),
        row.has("text") ? row.text("text") : row.text("prompt"),
        "",
        false,
        String.join("\n", before),
        row.texts("test_list", 1));
  }

  /** The tests, each with what must stand before it. */
  List<String> runs() {
    return before.isEmpty() ? tests : tests.stream().map(test -> before + "\n" + test).toList();
  }

  /** Where the prompt begins to define the function that the tests call. */
  private Optional<Integer> definition(String code) {
    return Pattern.compile("(?m)^(?:async )?def\\s+" + Pattern.quote(entryPoint) + "\\b")
        .matcher(code)
        .results()
        .findFirst()
        .map(found -> found.start());
  }

  /**
   * The program of an answer.
   *
   * <p>Where the prompt begins it, code that defines the function itself replaces that definition
   * and keeps what stands before it (imports, functions it may call); other code goes on from the
   * prompt's end.
   *
   * @param code the answer's code, or what the model wrote after the prompt
   */
  String program(String code) {
    if (!starts) {
      return code;
    }
    if (definition(code).isEmpty()) {
      return prompt + code;
    }
    return prompt.substring(0, definition(prompt).orElse(0)) + "\n" + code;
  }
}
