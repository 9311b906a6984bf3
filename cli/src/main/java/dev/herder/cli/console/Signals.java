package dev.herder.cli.console;

import java.lang.reflect.Proxy;

/** Delivers the operating system's signals. */
@FunctionalInterface
public interface Signals {
  /**
   * Runs the handler at each such signal, on a thread of its own, instead of ending the process.
   *
   * @param name without {@code SIG}: {@code INT}, {@code TERM}
   */
  void on(String name, Runnable handler);

  /** Delivers none, for tests and library use. */
  static Signals none() {
    return (name, handler) -> {};
  }

  /**
   * The signals of this process; none on a JVM that has no way to receive them.
   *
   * <p>By reflection, because javac has a warning for {@code sun.misc.Signal} that cannot be
   * suppressed. The module that exports the class, jdk.unsupported, is part of every JDK.
   */
  static Signals ofProcess() {
    return (name, handler) -> {
      try {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
        Object proxy =
            Proxy.newProxyInstance(
                Signals.class.getClassLoader(),
                new Class<?>[] {signalHandler},
                (self, method, arguments) -> {
                  if (method.getName().equals("handle")) {
                    handler.run();
                  }
                  return null;
                });
        signal
            .getMethod("handle", signal, signalHandler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      } catch (ReflectiveOperationException e) {
        // The signal keeps its meaning: it ends the process.
      }
    };
  }
}
