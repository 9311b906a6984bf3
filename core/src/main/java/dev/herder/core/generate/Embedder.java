package dev.herder.core.generate;

import java.util.List;

/** The seam to whatever places texts in a space of meaning: a model, a file, a fake in tests. */
public interface Embedder {
  /** A vector for each text in their order, all of one length, finite. */
  List<float[]> embed(List<String> texts);

  /** Names the embedder by content in provenance. */
  String id();
}
