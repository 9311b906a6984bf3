package dev.herder.cli;

import dev.herder.cli.console.ClosedOutputException;
import dev.herder.cli.console.Surroundings;
import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The one place where whatever was thrown becomes a line for the user and an exit code.
 *
 * @param surroundings where to say it
 * @param arguments the command line, for the file with the stack trace
 */
record Failures(Surroundings surroundings, List<String> arguments) {
  static final int FAILED = 1;
  static final int MISTAKE = 2;

  private static final int LONGEST_LINE = 900;

  /** What a shell reports for a program that ended on a closed pipe. */
  static final int CLOSED_PIPE = 141;

  /** Says what happened and returns the exit code. */
  int report(Throwable thrown) {
    Throwable failure = unwrap(thrown);
    if (failure instanceof ClosedOutputException) {
      return CLOSED_PIPE;
    }
    boolean mistake = failure instanceof UserError;
    boolean explained = mistake || failure instanceof RunFailure;
    say(explained ? String.valueOf(failure.getMessage()) : describe(failure));
    if (debug()) {
      failure.printStackTrace(surroundings.err());
    } else if (!explained && !isDiskFull(failure)) {
      keepTrace(failure);
    }
    return mistake ? MISTAKE : FAILED;
  }

  /** The cause where the outer exception only carries it from another thread or interface. */
  private static Throwable unwrap(Throwable thrown) {
    Throwable inner = thrown;
    while ((inner instanceof UncheckedIOException
            || inner instanceof ExecutionException
            || inner instanceof CompletionException
            || inner instanceof CommandLine.ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static String describe(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof OutOfMemoryError) {
      return "out of memory: "
          + message
          + "; give Java more, for example with HERDER_JAVA_OPTS=-Xmx8g";
    }
    if (isNativeOutOfMemory(message)) {
      return "out of memory for tensors: "
          + firstLine(message)
          + "; lower --max-length, --batch-size or --micro-batch-tokens";
    }
    if (failure instanceof IOException io) {
      return isDiskFull(failure)
          ? "the disk is full" + place(io) + "; free some space and run the command again"
          : "cannot read or write" + place(io) + ": " + reason(io);
    }
    return "internal error: " + failure.getClass().getSimpleName() + ": " + firstLine(message);
  }

  /** The wording of libtorch's allocators on CPU and CUDA. */
  private static boolean isNativeOutOfMemory(String message) {
    return message.contains("can't allocate memory: you tried to allocate")
        || message.contains("CUDA out of memory");
  }

  private static boolean isDiskFull(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return failure instanceof IOException
        && (message.contains("no space left")
            || message.contains("not enough space")
            || message.contains("quota exceeded"));
  }

  private static String place(IOException failure) {
    return failure instanceof FileSystemException file && file.getFile() != null
        ? " (" + file.getFile() + ")"
        : "";
  }

  private static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it already exists";
    }
    if (failure instanceof NotDirectoryException) {
      return "it is not a folder";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    @Nullable String detail =
        failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
    return detail == null ? failure.getClass().getSimpleName() : firstLine(detail);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private void say(String message) {
    String shown = message.lines().map(Failures::clipped).collect(Collectors.joining("\n"));
    surroundings.err().println("herder: " + shown);
  }

  /** A line with its middle left out where a damaged file made it endless. */
  private static String clipped(String line) {
    return line.length() <= LONGEST_LINE
        ? line
        : line.substring(0, LONGEST_LINE / 2)
            + " [...] "
            + line.substring(line.length() - LONGEST_LINE / 3);
  }

  private void keepTrace(Throwable failure) {
    try {
      Path file = Files.createTempFile(surroundings.temporary(), "herder-", ".log");
      try (PrintWriter log =
          new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
        log.println(surroundings.clock().instant() + " herder " + String.join(" ", arguments));
        failure.printStackTrace(log);
      }
      surroundings.err().println("The stack trace is in " + file + " (--debug prints it here).");
    } catch (IOException e) {
      surroundings.err().println("--debug prints the stack trace.");
    }
  }

  private boolean debug() {
    return arguments.contains("--debug");
  }
}
