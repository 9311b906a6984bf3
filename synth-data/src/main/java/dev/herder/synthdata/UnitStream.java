package dev.herder.synthdata;

import dev.herder.synthdata.ask.Unit;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Units one at a time. */
public interface UnitStream extends AutoCloseable {
  /** The next unit, or null at the end. */
  @Nullable Unit next() throws IOException;

  @Override
  void close() throws IOException;
}
