package dev.herder.core.verify.code;

import dev.herder.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox made of Linux namespaces by bubblewrap.
 *
 * <p>A program sees the system's {@code /usr} (read-only, for the interpreter) and an empty {@code
 * /tmp} in memory: no other file of the host, no network, no other process, no environment. It has
 * a user without rights; where Herder itself runs as root, that user is nobody, because no limit on
 * processes binds root. Its time, memory, processes and files are limited, and all of it ends with
 * the call.
 */
public final class Bubblewrap {
  private static final int MOST_OUTPUT = 1 << 16;
  private static final String NOBODY = "65534";

  private final List<String> asNobody;
  private final Path bwrap;
  private final Path prlimit;

  private Bubblewrap(List<String> asNobody, Path bwrap, Path prlimit) {
    this.asNobody = asNobody;
    this.bwrap = bwrap;
    this.prlimit = prlimit;
  }

  /**
   * What came of a program.
   *
   * @param exitCode its exit code; that of a killed one is 128 and more
   * @param timedOut whether it was killed at the end of its time
   * @param output the first 64 KiB of what it wrote to standard output
   * @param errors the first 64 KiB of what it wrote to standard error
   */
  public record Outcome(int exitCode, boolean timedOut, String output, String errors) {}

  /**
   * Finds what the sandbox is made of.
   *
   * @param folders where programs are, such as {@code /usr/bin}
   * @throws UserError if a program is missing or namespaces are not allowed here, saying which;
   *     code is never run outside a sandbox
   */
  public static Bubblewrap find(List<Path> folders) {
    Path bwrap = required("bwrap", "bubblewrap", folders);
    Path prlimit = required("prlimit", "util-linux", folders);
    List<String> asNobody = List.of();
    if ("root".equals(System.getProperty("user.name"))) {
      Path setpriv = required("setpriv", "util-linux", folders);
      asNobody =
          List.of(
              setpriv.toString(),
              "--reuid=" + NOBODY,
              "--regid=" + NOBODY,
              "--clear-groups",
              "--inh-caps=-all",
              "--bounding-set=-all");
    }
    Bubblewrap sandbox = new Bubblewrap(asNobody, bwrap, prlimit);
    Outcome trial = sandbox.run(List.of("/usr/bin/true"), "", SandboxLimits.DEFAULT);
    if (trial.exitCode() != 0) {
      throw new UserError(
          "sandbox: bubblewrap cannot make one here ("
              + trial.errors().strip()
              + "); code is not run without one. Allow unprivileged user namespaces, or run where"
              + " they are allowed");
    }
    return sandbox;
  }

  /**
   * Runs a program to its end or the end of its time.
   *
   * @param command the program by its path in {@code /usr}, and its arguments
   * @param input its standard input
   */
  public Outcome run(List<String> command, String input, SandboxLimits limits) {
    try {
      return runOrFail(arguments(command, limits), input, limits);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> arguments(List<String> command, SandboxLimits limits) {
    long fileBytes = (long) limits.fileMib() << 20;
    List<String> all = new ArrayList<>(asNobody);
    all.addAll(
        List.of(
            bwrap.toString(),
            "--unshare-all",
            "--unshare-user",
            "--die-with-parent",
            "--new-session",
            "--clearenv",
            "--setenv",
            "PATH",
            "/usr/bin",
            "--setenv",
            "HOME",
            "/tmp",
            "--setenv",
            "LC_ALL",
            "C.UTF-8",
            "--hostname",
            "sandbox",
            "--ro-bind",
            "/usr",
            "/usr"));
    for (String link : List.of("bin", "lib", "lib64")) {
      all.addAll(List.of("--symlink", "usr/" + link, "/" + link));
    }
    all.addAll(
        List.of(
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--size",
            Long.toString(fileBytes),
            "--tmpfs",
            "/tmp",
            "--chdir",
            "/tmp",
            "--remount-ro",
            "/"));
    all.addAll(
        List.of(
            prlimit.toString(),
            "--as=" + ((long) limits.memoryMib() << 20),
            "--cpu=" + limits.seconds(),
            "--nproc=" + limits.processes(),
            "--fsize=" + fileBytes,
            "--nofile=64",
            "--core=0"));
    all.addAll(command);
    return all;
  }

  private static Outcome runOrFail(List<String> command, String input, SandboxLimits limits)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    Process process = builder.start();
    CompletableFuture<String> output =
        CompletableFuture.supplyAsync(() -> beginning(process.getInputStream()), Bubblewrap::start);
    CompletableFuture<String> errors =
        CompletableFuture.supplyAsync(() -> beginning(process.getErrorStream()), Bubblewrap::start);
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(() -> give(input, process.getOutputStream()), Bubblewrap::start);
    try {
      boolean ended = process.waitFor(limits.seconds(), TimeUnit.SECONDS);
      if (!ended) {
        kill(process);
      }
      int exitCode = process.waitFor();
      written.get(5, TimeUnit.SECONDS);
      return new Outcome(
          exitCode, !ended, output.get(5, TimeUnit.SECONDS), errors.get(5, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while code was running", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the sandbox did not end", e);
    } finally {
      kill(process);
    }
  }

  /**
   * Through its handle: {@link Process#destroyForcibly} closes the streams before they are read.
   */
  private static void kill(Process process) {
    process.toHandle().destroyForcibly();
  }

  /** A thread each, because all three must go on at once. */
  private static void start(Runnable task) {
    Thread thread = new Thread(task, "sandbox");
    thread.setDaemon(true);
    thread.start();
  }

  private static void give(String input, OutputStream to) {
    try (to) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A program may end without reading its input.
      return;
    }
  }

  /** Reads to the end, so that the writer never waits, and keeps the beginning. */
  private static String beginning(InputStream from) {
    byte[] kept = new byte[MOST_OUTPUT];
    int size = 0;
    byte[] buffer = new byte[8192];
    try (from) {
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        int keep = Math.min(n, kept.length - size);
        System.arraycopy(buffer, 0, kept, size, keep);
        size += keep;
      }
    } catch (IOException e) {
      // The stream of a killed process may be closed under the reader; what came counts.
      return new String(kept, 0, size, StandardCharsets.UTF_8);
    }
    return new String(kept, 0, size, StandardCharsets.UTF_8);
  }

  private static Path required(String name, String of, List<Path> folders) {
    Path found = program(name, folders);
    if (found == null) {
      throw new UserError(
          "sandbox: "
              + name
              + " is not installed, and code is not run without a sandbox; install "
              + of
              + " (Linux alone has it), or choose a verifier that runs no code");
    }
    return found;
  }

  /** Where a program is, or null. */
  public static @Nullable Path program(String name, List<Path> folders) {
    for (Path folder : folders) {
      Path file = folder.resolve(name);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return null;
  }
}
