package dev.herder.cli.console;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;

/**
 * Everything outside the program that a command may touch, made explicit so that tests run commands
 * in their own process.
 *
 * @param in what the user types or pipes in
 * @param out data and results
 * @param err talk: progress, notes, errors
 * @param terminal whether the streams are terminals and what these show
 * @param clock tells the time
 * @param stop becomes true when the user asks to stop
 * @param temporary the folder for stack traces of internal errors
 */
public record Surroundings(
    BufferedReader in,
    PrintWriter out,
    PrintWriter err,
    Terminal terminal,
    Clock clock,
    Stop stop,
    Path temporary) {

  /**
   * What is known of the terminal.
   *
   * @param out whether standard output is one
   * @param err whether standard error is one
   * @param colors whether it shows colours, and the user has not declined them by {@code NO_COLOR}
   * @param unicode whether it shows box-drawing characters
   * @param width its columns
   */
  public record Terminal(boolean out, boolean err, boolean colors, boolean unicode, int width) {
    /** No terminal: pipes and files. */
    public static Terminal none() {
      return new Terminal(false, false, false, false, 80);
    }

    /**
     * Reads what the launcher found out ({@code herder.terminal}, for example {@code out,err,120}:
     * Java itself cannot tell for one stream alone) and the environment.
     */
    static Terminal of(String found, Map<String, String> environment) {
      boolean out = found.contains("out");
      boolean err = found.contains("err");
      String type = environment.getOrDefault("TERM", "dumb");
      boolean colors = environment.getOrDefault("NO_COLOR", "").isEmpty() && !type.equals("dumb");
      String locale =
          environment.getOrDefault(
              "LC_ALL", environment.getOrDefault("LC_CTYPE", environment.getOrDefault("LANG", "")));
      boolean unicode = locale.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8");
      String digits = found.replaceAll("[^0-9]", "");
      int width = digits.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(digits) : 80;
      return new Terminal(out, err, colors, unicode, width);
    }
  }

  /** Those of this process. */
  public static Surroundings ofProcess() {
    PrintWriter out =
        new PrintWriter(
            new OutputStreamWriter(
                new StandardOutput(new FileOutputStream(FileDescriptor.out)),
                StandardCharsets.UTF_8));
    // Talk that nobody reads any more is no reason to end a run: here PrintWriter's silence is
    // right.
    PrintWriter err =
        new PrintWriter(
            new OutputStreamWriter(
                new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8),
            true);
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8));
    return new Surroundings(
        in,
        out,
        err,
        Terminal.of(System.getProperty("herder.terminal", ""), System.getenv()),
        Clock.systemUTC(),
        new Stop(Signals.ofProcess(), Runtime.getRuntime()::halt),
        Path.of(System.getProperty("java.io.tmpdir")));
  }
}
