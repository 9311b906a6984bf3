package dev.herder.core.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A hash that is computed beside what its owner does next.
 *
 * <p>Hashing a large model takes seconds; who loads it meanwhile need not wait for both.
 */
public final class PendingHash {
  private final CompletableFuture<String> hash;

  private PendingHash(CompletableFuture<String> hash) {
    this.hash = hash;
  }

  /** Gives a hash. */
  @FunctionalInterface
  public interface Source {
    /** The hash, as 64 hexadecimal digits. */
    String hash() throws IOException;
  }

  /** Begins to compute a hash. */
  public static PendingHash of(Source source) {
    return new PendingHash(
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return source.hash();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }));
  }

  /**
   * The hash; waits for it.
   *
   * @throws dev.herder.core.UserError if what is hashed is not as it must be
   * @throws UncheckedIOException if it cannot be read
   */
  public String get() {
    try {
      return hash.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw e;
    }
  }
}
