package dev.herder.core.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.verify.code.Bubblewrap;
import dev.herder.core.verify.code.SandboxLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The share of its row's unit tests that an answer's Python code passes.
 *
 * <p>The code is the answer's last fenced block, or the whole answer. The row's {@code tests} are
 * Python text, or a list of such, each run by itself after the code; one passes if it ends without
 * an exception. Code that ends the interpreter early does not pass.
 */
public final class PythonTests implements Verifier {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Path> FOLDERS = List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"));
  private static final Pattern FENCE =
      Pattern.compile("```[a-zA-Z0-9]*[ \\t]*\\R(.*?)(?:\\R?```|\\z)", Pattern.DOTALL);

  /** Runs code and test, then says that it came to the end. */
  private static final String HARNESS =
      """
      import json, os, sys
      def run():
          job = json.loads(sys.stdin.buffer.read())
          out = os.dup(1)
          os.dup2(os.open('/dev/null', os.O_WRONLY), 1)
          scope = {'__name__': 'answer'}
          exec(compile(job.pop('code'), 'answer.py', 'exec'), scope)
          exec(compile(job.pop('test'), 'test.py', 'exec'), scope)
          os.write(out, job.pop('passed').encode())
      run()
      """;

  private final Bubblewrap sandbox;
  private final Path python;
  private final SandboxLimits limits;

  private PythonTests(Bubblewrap sandbox, Path python, SandboxLimits limits) {
    this.sandbox = sandbox;
    this.python = python;
    this.limits = limits;
  }

  /**
   * The verifier with the sandbox and the interpreter of this machine.
   *
   * @throws UserError if there is no sandbox or no interpreter, saying why
   */
  public static PythonTests open(SandboxLimits limits) {
    return open(FOLDERS, limits);
  }

  static PythonTests open(List<Path> folders, SandboxLimits limits) {
    Bubblewrap sandbox = Bubblewrap.find(folders);
    Path python = Bubblewrap.program("python3", folders);
    if (python == null) {
      throw new UserError(
          "verifier code:python: there is no python3 in " + folders + "; install it there");
    }
    return new PythonTests(sandbox, python, limits);
  }

  @Override
  public String name() {
    return "code:python";
  }

  @Override
  public void require(Row.Prompt prompt) {
    tests(prompt);
  }

  @Override
  public double score(Row.Prompt prompt, String completion) {
    return judge(prompt, completion).score();
  }

  @Override
  public Judgement judge(Row.Prompt prompt, String completion) {
    List<String> tests = tests(prompt);
    String code = code(completion);
    List<String> reasons = new ArrayList<>();
    int passed = 0;
    boolean cutShort = false;
    for (int i = 0; i < tests.size(); i++) {
      Bubblewrap.Outcome outcome = run(code, tests.get(i));
      if (outcome.output().equals(token(code, tests.get(i)))) {
        passed++;
      } else {
        cutShort |= outcome.timedOut();
        reasons.add("test " + (i + 1) + ": " + why(outcome));
      }
    }
    return new Judgement((double) passed / tests.size(), reasons, cutShort);
  }

  private Bubblewrap.Outcome run(String code, String test) {
    try {
      String job =
          JSON.writeValueAsString(Map.of("code", code, "test", test, "passed", token(code, test)));
      return sandbox.run(List.of(python.toString(), "-I", "-B", "-c", HARNESS), job, limits);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }

  /** What the harness writes after a pass; hard to guess for code that knows no tests. */
  private static String token(String code, String test) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(code.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return HexFormat.of().formatHex(digest.digest(test.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private String why(Bubblewrap.Outcome outcome) {
    if (outcome.timedOut()) {
      return "took longer than " + limits.seconds() + " s";
    }
    String last = "";
    for (String line : outcome.errors().lines().toList()) {
      last = line.isBlank() ? last : line;
    }
    return last.isEmpty()
        ? String.format(Locale.ROOT, "ended early with exit code %d", outcome.exitCode())
        : last.length() <= 200 ? last : last.substring(0, 200);
  }

  private static String code(String completion) {
    String last = completion;
    for (Matcher fence = FENCE.matcher(completion); fence.find(); ) {
      last = fence.group(1);
    }
    return last;
  }

  private static List<String> tests(Row.Prompt prompt) {
    Object value = prompt.variables().get("tests");
    List<?> list =
        value instanceof String ? List.of(value) : value instanceof List<?> l ? l : List.of();
    List<String> tests = new ArrayList<>();
    for (Object each : list) {
      if (each instanceof String text && !text.isBlank()) {
        tests.add(text);
      }
    }
    if (tests.isEmpty() || tests.size() != list.size()) {
      throw new UserError(
          String.format(
              "%s: key 'tests': %s, expected Python text or a list of such, because verifier"
                  + " 'code:python' runs it after the answer's code",
              prompt.source(), value == null ? "the key is missing" : "found " + value));
    }
    return tests;
  }
}
