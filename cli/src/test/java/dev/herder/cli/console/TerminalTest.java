package dev.herder.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herder.cli.console.Surroundings.Terminal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void launcherTellsStreamsAndWidth() {
    Map<String, String> environment = Map.of("TERM", "xterm-256color", "LANG", "en_US.UTF-8");

    assertEquals(
        new Terminal(true, true, true, true, 132), Terminal.of("out,err,132", environment));
    assertEquals(new Terminal(false, true, true, true, 71), Terminal.of("err,71", environment));
    assertEquals(new Terminal(true, false, true, true, 80), Terminal.of("out,", environment));
    assertEquals(new Terminal(false, false, true, true, 80), Terminal.of("", environment));
  }

  @Test
  void colorsCanBeDeclined() {
    assertEquals(
        new Terminal(true, true, false, false, 80),
        Terminal.of("out,err,0", Map.of("TERM", "xterm", "NO_COLOR", "1", "LC_ALL", "C")));
    assertEquals(new Terminal(false, true, false, false, 80), Terminal.of("err,0", Map.of()));
  }
}
