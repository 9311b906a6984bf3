package dev.herder.dpo;

import dev.herder.core.run.SpilledList;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Examples of which only the reference's log-probabilities need be in memory.
 *
 * <p>Each look makes an example anew; what is set as its reference is seen by all later looks.
 */
final class SpilledExamples extends AbstractList<Example> implements RandomAccess, Closeable {
  private final SpilledList<Example> examples;
  private final List<double[]> references = new ArrayList<>();

  /**
   * No examples yet.
   *
   * @param near see {@link SpilledList}
   */
  SpilledExamples(Path near) {
    this(near, SpilledList.IN_MEMORY);
  }

  SpilledExamples(Path near, long inMemory) {
    examples = new SpilledList<>(new ExampleForm(), near, inMemory);
  }

  @Override
  public boolean add(Example example) {
    modCount++;
    references.add(example.references());
    return examples.add(example);
  }

  @Override
  public Example get(int index) {
    return examples.get(index).withReferences(references.get(index));
  }

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public void close() throws IOException {
    examples.close();
  }
}
