package dev.herder.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PendingHashTest {
  @Test
  void isComputedBesideItsOwner() {
    CountDownLatch ownerWentOn = new CountDownLatch(1);
    PendingHash hash =
        PendingHash.of(
            () -> {
              try {
                ownerWentOn.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return "abc";
            });
    ownerWentOn.countDown();
    assertEquals("abc", hash.get());
    assertEquals("abc", hash.get());
  }

  @Test
  void throwsWhatWasThrown() {
    UserError wrong = new UserError("no folder");
    PendingHash refused =
        PendingHash.of(
            () -> {
              throw wrong;
            });
    assertSame(wrong, assertThrows(UserError.class, refused::get));
    PendingHash unread =
        PendingHash.of(
            () -> {
              throw new IOException("gone");
            });
    UncheckedIOException thrown = assertThrows(UncheckedIOException.class, unread::get);
    assertTrue(String.valueOf(thrown.getMessage()).contains("gone"));
  }
}
