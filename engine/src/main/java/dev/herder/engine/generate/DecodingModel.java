package dev.herder.engine.generate;

import dev.herder.core.generate.Sampling;
import dev.herder.engine.model.Decoding;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What the decoder asks of a model; a network, or a fake in tests. */
interface DecodingModel {
  int pageTokens();

  /** Tokens of the longest sequence the model was made for. */
  int contextTokens();

  /**
   * Tokens of the running sequences that a step computes in hardly more time than one: where fewer
   * are in flight, the rest are proposals. 1 for none.
   */
  int cheapTokens();

  /** Whether the prompt of a single sample is better kept in the sample's pages. */
  boolean sharesNothingForOne();

  /** Makes room for pages numbered from 0. */
  void reserve(int promptPages, int samplePages);

  /**
   * Computes prompts, which are shared or not, and gives each its last state. Between two passes it
   * looks whether a stop is requested; then it leaves the others as they are.
   */
  void prefill(List<PromptPages> prompts, BooleanSupplier stopRequested);

  /** Moves pages of prompts ({@code shared}) or of samples, all at the same time. */
  void movePages(boolean shared, int[] from, int[] to);

  /** Copies the rest of a prompt to the first page of a sample, for several. */
  void copyTails(int[] from, int[] to);

  /**
   * Computes the last token of each of {@code running} and the tokens proposed after it, and draws
   * a token after each of these; then the first token of each of {@code fresh}.
   */
  Decoding.Drawn step(
      List<Sequence> running,
      List<Sequence> fresh,
      int promptPages,
      int samplePages,
      Sampling sampling);
}
