package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.checkpoint.CheckpointLayout;
import dev.herder.engine.checkpoint.Dtype;
import dev.herder.engine.checkpoint.FloatSource;
import dev.herder.engine.checkpoint.LoraMatrix;
import dev.herder.engine.checkpoint.LoraTarget;
import dev.herder.engine.checkpoint.PeftAdapter;
import dev.herder.engine.checkpoint.PeftAdapterWriter;
import dev.herder.engine.machine.Session;
import dev.herder.engine.model.Adapter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** Moves an adapter between its flat buffer and PEFT's files. */
final class AdapterFiles {
  private AdapterFiles() {}

  static void write(
      Path directory,
      Session session,
      CheckpointLayout base,
      Adapter adapter,
      Optional<FloatSource> score)
      throws IOException {
    PeftAdapterWriter.write(
        directory,
        base,
        adapter.spec(),
        (target, matrix) ->
            FlatSource.of(
                session.kernels(),
                session.manager(),
                adapter.values().matrices(),
                slot(adapter, target, matrix).offset()),
        score,
        Dtype.F32);
  }

  static void read(PeftAdapter files, Adapter adapter) throws IOException {
    for (LoraTarget target : files.targets()) {
      for (LoraMatrix matrix : LoraMatrix.values()) {
        adapter
            .values()
            .write(slot(adapter, target, matrix), FloatBuffer.wrap(files.read(target, matrix)));
      }
    }
  }

  /**
   * Refuses to train an adapter as another one than it is.
   *
   * @param wanted rank, alpha and modules that were asked for
   */
  static void requireSame(Path directory, LoraConfig stored, LoraConfig wanted) {
    boolean same =
        stored.r() == wanted.r()
            && stored.scale() == wanted.scale()
            && stored.targetModules().equals(wanted.targetModules());
    if (!same) {
      throw new UserError(
          "%s: is an adapter with %s, and training goes on with it, but %s was asked for; ask for the same, or merge it into its base first with 'herder merge'"
              .formatted(directory, options(stored), options(wanted)));
    }
  }

  private static String options(LoraConfig lora) {
    return "--lora-r %d --lora-alpha %s%s --lora-target-modules %s"
        .formatted(
            lora.r(),
            BigDecimal.valueOf(lora.alpha()).stripTrailingZeros().toPlainString(),
            lora.useRslora() ? " (rank-stabilised)" : "",
            lora.targetModules().stream().map(Projection::module).collect(Collectors.joining(",")));
  }

  private static ParameterLayout.Slot slot(Adapter adapter, LoraTarget target, LoraMatrix matrix) {
    char side = matrix == LoraMatrix.A ? 'A' : 'B';
    return adapter.slot(Adapter.name(target.layer(), target.projection(), side));
  }
}
