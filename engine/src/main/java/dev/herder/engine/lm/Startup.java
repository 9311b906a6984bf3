package dev.herder.engine.lm;

import ai.djl.engine.Engine;
import dev.herder.engine.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Does at one time what every use of a model begins with. */
public final class Startup {
  private Startup() {}

  /**
   * Loads a tokenizer while libtorch is loaded too, which takes as long and is wanted next.
   *
   * @throws dev.herder.core.UserError as {@link Tokenizer#load}
   */
  public static Tokenizer tokenizer(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Tokenizer.load(directory);
    }
    CompletableFuture<Void> engine = CompletableFuture.runAsync(() -> Engine.getEngine("PyTorch"));
    try {
      return Tokenizer.load(directory);
    } finally {
      // A process that ended meanwhile would take the library from under the thread that loads it.
      // Why it cannot be loaded is told to who asks for it next.
      engine.exceptionally(failure -> null).join();
    }
  }
}
