package dev.herder.eval.code;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Sampling;
import dev.herder.eval.SuiteOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How tasks are asked and how many answers are drawn.
 *
 * @param chat whether a task is a user's turn; else the model goes on with the program
 * @param ks the k of pass@k, ascending
 * @param sampling how answers are drawn
 */
record CodeSettings(boolean chat, List<Integer> ks, Sampling sampling) {
  /** A program goes on at the margin with one of these where the function has ended. */
  private static final List<String> STOP =
      List.of("\ndef ", "\nclass ", "\n@", "\n#", "\nif ", "\nprint(", "\nassert ", "\n```");

  private static final Pattern FENCE =
      Pattern.compile("```[a-zA-Z0-9]*[ \\t]*\\R(.*?)(?:\\R?```|\\z)", Pattern.DOTALL);

  CodeSettings {
    ks = List.copyOf(ks);
  }

  static CodeSettings read(SuiteOptions options, long seed) {
    boolean chat = options.choice("format", "chat", List.of("chat", "completion")).equals("chat");
    List<Integer> ks = ks(options.text("k").orElse("1"));
    int most = ks.get(ks.size() - 1);
    int n = options.whole("n", most == 1 ? 1 : 2 * most, 1, 100_000);
    if (n < most) {
      throw new UserError(
          "option n: " + n + " samples cannot tell pass@" + most + "; draw at least " + most);
    }
    Sampling sampling =
        new Sampling(
            n,
            options.number("temperature", n == 1 ? 0 : 0.8, 0, 100),
            0,
            options.number("top-p", n == 1 ? 1 : 0.95, 1e-6, 1),
            options.whole("max-new-tokens", chat ? 1024 : 512, 1, 1 << 20),
            seed);
    return new CodeSettings(chat, ks, chat ? sampling : sampling.withStop(STOP));
  }

  private static List<Integer> ks(String text) {
    TreeSet<Integer> ks = new TreeSet<>();
    for (String each : text.split(",", -1)) {
      if (!each.strip().matches("[1-9][0-9]{0,4}")) {
        throw new UserError(
            "option k: found '" + text + "', expected whole numbers from 1, as 1,10,100");
      }
      ks.add(Integer.parseInt(each.strip()));
    }
    return new ArrayList<>(ks);
  }

  /** What the model is asked, with the tests that the verifier runs. */
  Row.Prompt prompt(CodeItem item) {
    return new Row.Prompt(item.source(), turns(item), Map.of("tests", item.runs()));
  }

  Turns turns(CodeItem item) {
    if (chat) {
      return new Turns.Chat(List.of(new Message("user", request(item))));
    }
    return new Turns.Plain(item.starts() ? item.prompt() : comment(item));
  }

  private static String request(CodeItem item) {
    if (item.starts()) {
      return "Complete this Python function. Answer with one code block that holds the whole"
          + " function.\n\n```python\n"
          + item.prompt().stripTrailing()
          + "\n```";
    }
    return item.prompt().strip()
        + "\n\nAnswer with one block of Python code. It must pass "
        + (item.tests().size() == 1 ? "this test" : "these tests")
        + ":\n\n```python\n"
        + String.join("\n", item.tests())
        + "\n```";
  }

  /** The task as a docstring, tests included, which is how MBPP's tasks are put to base models. */
  private static String comment(CodeItem item) {
    return "\"\"\"\n"
        + item.prompt().strip()
        + "\n"
        + String.join("\n", item.tests())
        + "\n\"\"\"\n";
  }

  /** The code of an answer: its last fenced block, or what was written after the prompt. */
  String code(String answer) {
    if (!chat) {
      int fence = answer.indexOf("\n```");
      return fence < 0 ? answer : answer.substring(0, fence);
    }
    String last = answer;
    for (Matcher fence = FENCE.matcher(answer); fence.find(); ) {
      last = fence.group(1);
    }
    return last;
  }

  Map<String, Object> describe() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", chat ? "chat" : "completion");
    map.put("k", ks);
    return map;
  }
}
