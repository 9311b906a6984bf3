package dev.herder.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopTest {
  private final Map<String, Runnable> handlers = new HashMap<>();
  private final List<Integer> aborts = new ArrayList<>();
  private final List<String> talk = new ArrayList<>();
  private final Stop stop = new Stop(handlers::put, aborts::add);

  @Test
  void firstSignalAsksSecondAborts() {
    stop.listen(talk::add);
    assertFalse(stop.getAsBoolean());
    assertEquals(0, stop.exitCodeOf(0));

    receive("INT");
    assertTrue(stop.getAsBoolean());
    assertEquals(List.of("stopping after this step, again to abort"), talk);
    assertEquals(List.of(), aborts);
    assertEquals(130, stop.exitCodeOf(0));
    assertEquals(1, stop.exitCodeOf(1));

    receive("INT");
    assertEquals(List.of(130), aborts);
  }

  @Test
  void terminationIsLikeTheFirstInterrupt() {
    stop.listen(talk::add);
    receive("TERM");

    assertTrue(stop.getAsBoolean());
    assertEquals(143, stop.exitCodeOf(0));
    assertEquals(List.of(), aborts);
  }

  @Test
  void nothingIsCaughtBeforeSomebodyListens() {
    assertEquals(Map.of(), handlers);
  }

  @Test
  void signalsOfTheProcessArrive() throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    // Of all signals that Java may handle, this one disturbs nobody.
    Signals.ofProcess().on("WINCH", heard::countDown);
    Class<?> signal = Class.forName("sun.misc.Signal");
    signal
        .getMethod("raise", signal)
        .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"));

    assertTrue(heard.await(10, TimeUnit.SECONDS));
  }

  private void receive(String name) {
    Objects.requireNonNull(handlers.get(name)).run();
  }
}
