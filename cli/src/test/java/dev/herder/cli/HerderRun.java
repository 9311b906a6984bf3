package dev.herder.cli;

import dev.herder.cli.console.Signals;
import dev.herder.cli.console.Stop;
import dev.herder.cli.console.Surroundings;
import dev.herder.cli.console.Surroundings.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * A command run inside the test's own process, and what came out of it.
 *
 * @param exit the exit code
 * @param out standard output
 * @param err standard error
 */
public record HerderRun(int exit, String out, String err) {
  /**
   * Runs {@code herder}.
   *
   * @param temporary where stack traces of internal errors go
   * @param arguments the command line
   */
  public static HerderRun herder(Path temporary, String... arguments) {
    return herder(temporary, Signals.none(), arguments);
  }

  /** Runs {@code herder} with signals. */
  public static HerderRun herder(Path temporary, Signals signals, String... arguments) {
    Streams streams = new Streams();
    int exit = Main.run(streams.surroundings(temporary, signals), arguments);
    return streams.ended(exit);
  }

  /** Runs {@code herder} with another standard output. */
  public static HerderRun into(PrintWriter out, Path temporary, String... arguments) {
    Streams streams = new Streams();
    Surroundings own = streams.surroundings(temporary, Signals.none());
    Surroundings surroundings =
        new Surroundings(
            own.in(), out, own.err(), own.terminal(), own.clock(), own.stop(), own.temporary());
    return streams.ended(Main.run(surroundings, arguments));
  }

  /** Runs {@code herder} with text on its standard input. */
  public static HerderRun typed(Path temporary, String input, String... arguments) {
    Streams streams = new Streams(input);
    int exit = Main.run(streams.surroundings(temporary, Signals.none()), arguments);
    return streams.ended(exit);
  }

  /** Reports a failure as a command would that threw it. */
  static HerderRun reporting(Path temporary, Throwable failure, String... arguments) {
    Streams streams = new Streams();
    Surroundings surroundings = streams.surroundings(temporary, Signals.none());
    return streams.ended(new Failures(surroundings, List.of(arguments)).report(failure));
  }

  /** Surroundings without terminal and signals; what is said there is lost. */
  static Surroundings surroundings(Path temporary) {
    return new Streams().surroundings(temporary, Signals.none());
  }

  private record Streams(String input, StringWriter out, StringWriter err) {
    Streams() {
      this("");
    }

    Streams(String input) {
      this(input, new StringWriter(), new StringWriter());
    }

    Surroundings surroundings(Path temporary, Signals signals) {
      Stop stop =
          new Stop(
              signals,
              code -> {
                throw new AssertionError("aborted with " + code);
              });
      return new Surroundings(
          new BufferedReader(new StringReader(input)),
          new PrintWriter(out),
          new PrintWriter(err),
          Terminal.none(),
          Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC),
          stop,
          temporary);
    }

    HerderRun ended(int exit) {
      return new HerderRun(exit, out.toString(), err.toString());
    }
  }
}
