package dev.herder.cli.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.cli.launcher.LauncherProject.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherTest {
  @TempDir Path folder;
  private LauncherProject project = new LauncherProject(Path.of(""), Path.of(""));

  @BeforeEach
  void layOut() throws IOException {
    project = LauncherProject.in(folder.toRealPath());
  }

  @Test
  void buildsOnceThenStartsAtOnce() throws Exception {
    Outcome first = project.run("sft", "--out", "two words");
    Outcome second = project.run("sft", "--out", "two words");

    assertEquals(0, first.exit(), first.err());
    assertTrue(first.err().startsWith("herder: building, this once"), first.err());
    assertEquals(new Outcome(0, first.out(), ""), second);
    assertEquals(
        List.of(project.root() + ": -q -B -Dquick -T 1C -pl cli -am package"), project.builds());
  }

  @Test
  void javaReceivesClassPathArchiveAndArguments() throws Exception {
    List<String> lines = project.run("sft", "--out", "two words", "*").lines();
    Path app = project.kept().get(0);

    int main = lines.indexOf("dev.herder.cli.Main");
    assertEquals(List.of("sft", "--out", "two words", "*"), lines.subList(main + 1, main + 5));
    assertEquals(
        app
            + "/lib/herder-cli.jar:"
            + app
            + "/lib/herder-core.jar:"
            + project.root().getParent()
            + "/library.jar",
        lines.get(main - 1));
    assertEquals("-cp", lines.get(main - 2));
    assertEquals("-XX:SharedArchiveFile=" + app + "/herder.jsa", lines.get(main - 3));
    assertTrue(lines.contains("-XX:+UseSerialGC"), lines.toString());
    assertTrue(lines.contains("-Djna.tmpdir=" + project.root() + "/.herder/jna"), lines.toString());
    assertEquals("core\n", Files.readString(app.resolve("lib/herder-core.jar")));
  }

  @Test
  void startsThroughLinksFromAnywhere() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin of mine"));
    Path absolute =
        Files.createSymbolicLink(bin.resolve("first"), project.root().resolve("herder"));
    Path relative = Files.createSymbolicLink(bin.resolve("second"), Path.of("first"));
    assertTrue(Files.isSymbolicLink(absolute));
    ProcessBuilder start = project.start("x").command(relative.toString(), "x");

    Outcome outcome = LauncherProject.end(start.directory(bin.toFile()));

    assertEquals(0, outcome.exit(), outcome.err());
    assertEquals(1, project.builds().size());
  }

  @Test
  void buildsAgainAfterAChangeInTheProgramAlone() throws Exception {
    project.run();
    Files.writeString(
        project.root().resolve("examples/src/main/java/A.java"), "class A { int a; }");
    Files.createDirectories(project.root().resolve("cli/src/test/java"));
    project.run();
    assertEquals(1, project.builds().size());

    Files.writeString(project.root().resolve("cli/src/main/java/B.java"), "class B {}");
    Outcome changed = project.run();
    assertEquals("herder: building, the sources have changed\n", changed.err());
    assertEquals(2, project.builds().size());

    Files.delete(project.root().resolve("cli/src/main/java/B.java"));
    project.run();
    assertEquals(3, project.builds().size());

    Files.delete(folder.resolve("library.jar"));
    project.run();
    assertEquals(4, project.builds().size());
  }

  @Test
  void aCopyOfTheProjectBuildsItsOwn() throws Exception {
    project.run();
    Path copy = folder.toRealPath().resolve("copy");
    Process copying =
        new ProcessBuilder("cp", "-Rp", project.root().toString(), copy.toString()).start();
    assertEquals(0, copying.waitFor());
    LauncherProject other = new LauncherProject(copy, project.jdk());

    Outcome first = other.run();
    assertTrue(first.err().startsWith("herder: building"), first.err());
    assertTrue(first.out().contains(copy + "/.herder/launch/app."), first.out());
    assertFalse(first.out().contains(project.root() + "/"), first.out());
    assertEquals("", other.run().err());
    assertEquals("", project.run().err());
  }

  @Test
  void twoStartsAtOnceBuildOnce() throws Exception {
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ProcessBuilder start = project.start("run" + i).redirectErrorStream(true);
      start.environment().put("FAKE_BUILD_SECONDS", "1");
      starts.add(start.start());
    }
    for (int i = 0; i < 3; i++) {
      String out =
          new String(starts.get(i).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, starts.get(i).waitFor(), out);
      assertTrue(out.contains("dev.herder.cli.Main\nrun" + i + "\n"), out);
    }

    assertEquals(1, project.builds().size());
    assertEquals(1, project.kept().size());
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere this needs ps")
  void runningProcessKeepsItsBuild() throws Exception {
    project.run();
    Path first = project.kept().get(0);
    Process running = project.start("wait").start();
    while (running.getInputStream().read() != '\n') {
      // Its first line says that it runs.
    }
    Path source = project.root().resolve("cli/src/main/java/A.java");
    Files.writeString(source, "class A { int b; }");
    project.run();
    assertTrue(Files.exists(first), "the build of a running process was removed");
    assertEquals(2, project.kept().size());

    running.getOutputStream().close();
    running.getInputStream().readAllBytes();
    running.waitFor();
    Files.writeString(source, "class A { int c; }");
    project.run();
    assertFalse(Files.exists(first));
    assertEquals(1, project.kept().size());
  }

  @Test
  void failedBuildIsTriedAgain() throws Exception {
    ProcessBuilder start = project.start("x");
    start.environment().put("FAKE_BUILD_FAILS", "1");
    Outcome failed = LauncherProject.end(start);

    assertEquals(1, failed.exit());
    assertEquals("", failed.out());
    assertTrue(
        failed.err().endsWith("[ERROR] no\nherder: the build failed, see above\n"), failed.err());
    assertEquals(List.of(), project.kept());
    assertEquals(0, project.run("x").exit());
    assertEquals(2, project.builds().size());
  }

  @Test
  void exitCodeIsThatOfTheProgram() throws Exception {
    assertEquals(7, project.run("fail").exit());
  }

  @Test
  void oldOrMissingJavaIsAMistakeWithAWayOut() throws Exception {
    ProcessBuilder old = project.start("x");
    old.environment().put("FAKE_JAVA_VERSION", "1.8");
    Outcome outcome = LauncherProject.end(old);
    assertEquals(2, outcome.exit());
    assertEquals(
        "herder: "
            + project.jdk()
            + "/bin/java is Java 8, but 17 or newer is needed: set JAVA_HOME\n",
        outcome.err());

    ProcessBuilder wrong = project.start("x");
    wrong.environment().put("JAVA_HOME", "/nowhere");
    outcome = LauncherProject.end(wrong);
    assertEquals(2, outcome.exit());
    assertTrue(outcome.err().startsWith("herder: JAVA_HOME is /nowhere, but "), outcome.err());

    Files.delete(project.jdk().resolve("bin/javac"));
    outcome = project.run("x");
    assertEquals(2, outcome.exit());
    assertTrue(outcome.err().contains("is a runtime without a compiler"), outcome.err());
    assertEquals(List.of(), project.builds());
  }

  @Test
  void environmentHasDefaultsThatTheUserCanChange() throws Exception {
    List<String> lines = project.run("x").lines();
    assertEquals(
        List.of(
            "DJL_CACHE_DIR=" + project.root() + "/.herder/djl",
            "GOMP_SPINCOUNT=10000",
            "MALLOC_MMAP_THRESHOLD_=33554432",
            "MALLOC_TOP_PAD_=67108864",
            "MALLOC_TRIM_THRESHOLD_=8589934592",
            "OPT_OUT_TRACKING=true",
            "RUST_FLAVOR=cpu",
            "THP_MEM_ALLOC_ENABLE=1"),
        lines.subList(lines.size() - 8, lines.size()));

    ProcessBuilder start = project.start("x");
    start.environment().put("DJL_CACHE_DIR", "/elsewhere");
    start.environment().put("MALLOC_TOP_PAD_", "1");
    start.environment().put("LANG", "C");
    start.environment().put("HERDER_JAVA_OPTS", "-Xmx8g -XX:+UseG1GC");
    lines = LauncherProject.end(start).lines();
    assertTrue(lines.contains("DJL_CACHE_DIR=/elsewhere"), lines.toString());
    assertTrue(lines.contains("MALLOC_TOP_PAD_=1"), lines.toString());
    assertTrue(lines.contains("LC_ALL=C.UTF-8"), lines.toString());
    assertFalse(lines.contains("-XX:+UseSerialGC"), lines.toString());
    assertTrue(lines.indexOf("-Xmx8g") > lines.indexOf("-Xmx2g"), lines.toString());
  }
}
