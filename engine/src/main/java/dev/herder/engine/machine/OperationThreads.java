package dev.herder.engine.machine;

import ai.djl.pytorch.jni.JniUtils;

/** The threads of one libtorch operation on a processor. */
public final class OperationThreads {
  private OperationThreads() {}

  /**
   * Operations that the calling thread begins from now on use {@code count} threads, and so do
   * those of threads that begin their first one before this is called again.
   */
  public static void set(int count) {
    JniUtils.setNumThreads(count);
  }
}
