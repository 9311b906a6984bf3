package dev.herder.engine.machine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import dev.herder.engine.kernel.Kernels;

/** libtorch, ready with the chosen device and threads, and the kernels. */
public final class Session implements AutoCloseable {
  private final Compute compute;
  private final NDManager manager;
  private final Kernels kernels;

  public Session(Compute compute) {
    this.compute = compute;
    Engine.getEngine("PyTorch");
    OperationThreads.set(compute.threads());
    manager = NDManager.newBaseManager(compute.device(), "PyTorch");
    kernels = new Kernels(manager);
  }

  public Compute compute() {
    return compute;
  }

  /** Owns everything that lives as long as the session. */
  public NDManager manager() {
    return manager;
  }

  public Kernels kernels() {
    return kernels;
  }

  @Override
  public void close() {
    kernels.close();
    manager.close();
  }
}
