package dev.herder.cli.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The launcher in a project of its own, with stand-ins for Maven and Java that write down how they
 * were called.
 *
 * @param root the project's folder, with a space in its name
 * @param jdk the stand-in for a JDK
 */
record LauncherProject(Path root, Path jdk) {
  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *-version*) echo "    java.specification.version = ${FAKE_JAVA_VERSION:-17}" >&2; exit ;;
      esac
      for argument in "$@"; do
        case $argument in
          -XX:ArchiveClassesAtExit=*) : >"${argument#*=}"; exit ;;
        esac
      done
      for argument in "$@"; do printf '%s\\n' "$argument"; done
      env | grep -E '^(DJL_CACHE_DIR|RUST_FLAVOR|OPT_OUT_TRACKING|LC_ALL|MALLOC_.*|THP_.*|GOMP_.*)=' | LC_ALL=C sort
      case "$*" in
        *" wait") read -r line ;;
        *" fail") exit 7 ;;
      esac
      """;
  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$PWD: $*" >>builds.log
      [ -z "${FAKE_BUILD_FAILS:-}" ] || { echo "[ERROR] no"; exit 1; }
      sleep "${FAKE_BUILD_SECONDS:-0}"
      mkdir -p cli/target/quick core/target/quick
      echo cli >cli/target/quick/herder-cli.jar
      echo core >core/target/quick/herder-core.jar
      [ -f ../library.jar ] || echo library >../library.jar
      printf '%s' "$PWD/core/target/quick/herder-core.jar:${PWD%/*}/library.jar" >cli/target/quick/classpath
      """;

  /** Lays the project out in a folder. */
  static LauncherProject in(Path folder) throws IOException {
    Path root = Files.createDirectories(folder.resolve("my project"));
    Path jdk = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
    script(jdk.resolve("bin/java"), JAVA);
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    script(root.resolve("mvnw"), MAVEN);
    script(root.resolve("herder"), Files.readString(Path.of("../herder")));
    Files.writeString(folder.resolve("library.jar"), "library");
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    for (String module : List.of("cli", "examples")) {
      Path sources = Files.createDirectories(root.resolve(module).resolve("src/main/java"));
      Files.writeString(sources.resolve("A.java"), "class A {}");
      Files.writeString(root.resolve(module).resolve("pom.xml"), "<project/>");
    }
    return new LauncherProject(root, jdk);
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }

  /** What a start printed and its exit code. */
  record Outcome(int exit, String out, String err) {
    /** The lines of standard output: the arguments that Java received, then the environment. */
    List<String> lines() {
      return out.lines().toList();
    }
  }

  /** A start that is ready to go; tests may change its environment or its command. */
  ProcessBuilder start(String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(root.resolve("herder").toString()), Stream.of(arguments))
                .toList());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("LANG", "en_US.UTF-8");
    return builder;
  }

  /** Starts and waits for the end. */
  Outcome run(String... arguments) throws IOException, InterruptedException {
    return end(start(arguments));
  }

  /** Runs to the end. */
  static Outcome end(ProcessBuilder builder) throws IOException, InterruptedException {
    Path err = Files.createTempFile("launcher", ".err");
    try {
      Process process = builder.redirectError(err.toFile()).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the launcher hangs");
      }
      return new Outcome(process.exitValue(), out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }

  /** How Maven was called, once per build. */
  List<String> builds() throws IOException {
    Path log = root.resolve("builds.log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  /** The folders of builds that are kept. */
  List<Path> kept() throws IOException {
    Path state = root.resolve(".herder/launch");
    if (!Files.exists(state)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(state)) {
      return files.filter(file -> file.getFileName().toString().startsWith("app.")).toList();
    }
  }
}
