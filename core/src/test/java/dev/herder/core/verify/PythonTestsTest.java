package dev.herder.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.verify.code.SandboxLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where there is no sandbox, only the refusals are tested. */
class PythonTestsTest {
  private static final SandboxLimits SMALL = new SandboxLimits(3, 256, 8, 1);

  private static PythonTests python() {
    try {
      return PythonTests.open(SMALL);
    } catch (UserError e) {
      Assumptions.abort(e.getMessage());
      throw e;
    }
  }

  private static Row.Prompt prompt(Object tests) {
    return new Row.Prompt(
        new Source("code.jsonl", 5), new Turns.Plain("Write double(x)."), Map.of("tests", tests));
  }

  private static Judgement judge(String answer, String... tests) {
    return python().judge(prompt(List.of(tests)), answer);
  }

  private static String reason(String code) {
    Judgement judgement = judge(code, "assert True");
    assertEquals(0, judgement.score(), code);
    return judgement.reasons().get(0);
  }

  @Test
  void scoresTheShareOfTests() {
    String answer = "Sure:\n```python\ndef double(x):\n    return x + x\n```\nDone.";
    Judgement judgement =
        judge(answer, "assert double(2) == 4", "assert double('a') == 'b', 'no b'", "double(1)");
    assertEquals(2.0 / 3, judgement.score());
    assertEquals(List.of("test 2: AssertionError: no b"), judgement.reasons());
    assertEquals(1, python().score(prompt("assert double(3) == 6"), "def double(x): return 2 * x"));
  }

  @Test
  void leavingEarlyIsNoPass() {
    assertEquals("test 1: ended early with exit code 0", reason("import os; os._exit(0)"));
    assertEquals("test 1: ended early with exit code 0", reason("raise SystemExit(0)"));
    assertTrue(reason("def f(:").contains("SyntaxError"));
    assertTrue(reason("print('passed'); raise KeyError('x')").contains("KeyError: 'x'"));
  }

  @Test
  void limitsTimeMemoryFilesAndProcesses() {
    assertEquals(
        "test 1: took longer than 3 s", reason("while True:\n  import time; time.sleep(9)"));
    assertEquals("test 1: MemoryError", reason("x = bytearray(1 << 29)"));
    assertTrue(reason("open('/tmp/x', 'wb').write(bytes(2 << 20))").contains("File too large"));
    assertTrue(
        reason(
                "import os, time\nfor i in range(40):\n  if os.fork() == 0: time.sleep(2); os._exit(0)")
            .contains("Resource temporarily unavailable"));
    assertTrue(reason("print('x' * (1 << 24)); 1 / 0").contains("ZeroDivisionError"));
  }

  @Test
  void seesNeitherTheHostsFilesNorItsNetwork(@TempDir Path directory) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "wool");
    assertTrue(reason("open(" + quoted(secret) + ")").contains("No such file"));
    assertTrue(reason("open('/etc/passwd')").contains("No such file"));
    assertTrue(reason("open('/usr/bin/x', 'w')").contains("Read-only file system"));
    assertTrue(reason("open('/x', 'w')").contains("Read-only file system"));
    assertEquals(
        1,
        judge(
                "import os, socket\nnames = [n for _, n in socket.if_nameindex()]\npids ="
                    + " [p for p in os.listdir('/proc') if p.isdigit()]",
                "assert names == ['lo'], names",
                "assert len(pids) <= 3, pids",
                "assert set(os.environ) <= {'PATH', 'HOME', 'PWD', 'LC_ALL', 'LC_CTYPE'}, os.environ",
                "assert os.getuid() != 0")
            .score());
  }

  private static String quoted(Path path) {
    return "'" + path + "'";
  }

  @Test
  void nothingRunsWithoutASandbox(@TempDir Path directory) throws IOException {
    String error =
        Objects.requireNonNull(
            assertThrows(UserError.class, () -> PythonTests.open(List.of(directory), SMALL))
                .getMessage());
    assertTrue(
        error.startsWith("sandbox: bwrap is not installed, and code is not run without a sandbox"),
        error);
    for (String name : List.of("bwrap", "prlimit", "setpriv")) {
      Path program =
          Files.writeString(directory.resolve(name), "#!/bin/sh\necho no rights >&2; exit 1\n");
      assertTrue(program.toFile().setExecutable(true));
    }
    // Often, because what a program wrote just before its end was once lost now and then.
    for (int i = 0; i < 200; i++) {
      error =
          Objects.requireNonNull(
              assertThrows(UserError.class, () -> PythonTests.open(List.of(directory), SMALL))
                  .getMessage());
      assertTrue(error.contains("bubblewrap cannot make one here (no rights)"), error);
      assertFalse(error.contains("\n"));
    }
  }

  @Test
  void namesThePlaceOfARowWithoutTests() {
    PythonTests python = python();
    for (Object tests : List.of(List.of(), 7L, " ", List.of("x", 1L))) {
      String error =
          Objects.requireNonNull(
              assertThrows(UserError.class, () -> python.score(prompt(tests), "1")).getMessage());
      assertTrue(error.startsWith("code.jsonl:5: key 'tests': found "), error);
    }
  }
}
