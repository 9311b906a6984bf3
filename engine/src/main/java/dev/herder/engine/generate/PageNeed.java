package dev.herder.engine.generate;

/**
 * Pages that a prompt and its samples need at most.
 *
 * <p>The samples share the prompt's whole pages. What is left of the prompt is copied to the first
 * page of every sample, because its answer goes on in that page: {@code floor(P / B) + K ceil((P
 * mod B + N) / B)} pages for K samples of at most N tokens, as in the paged cache of Kwon et al.
 * 2023 with the maximum length reserved beforehand (Llama 3 paper, section 4.2.2).
 *
 * <p>A prompt with a single sample may lie in that sample's pages, which are as many in all.
 *
 * @param prompt whole pages of the prompt, shared
 * @param sample pages of each sample
 */
record PageNeed(int prompt, int sample) {
  static PageNeed of(int promptTokens, int maxNewTokens, int pageTokens) {
    int rest = promptTokens % pageTokens;
    long own = ((long) rest + maxNewTokens + pageTokens - 1) / pageTokens;
    return new PageNeed(promptTokens / pageTokens, Math.toIntExact(own));
  }

  /** The same pages, all of them the sample's. */
  PageNeed unshared() {
    return new PageNeed(0, prompt + sample);
  }

  /** Pages of a prompt and so many samples. */
  long total(int samples) {
    return prompt + (long) samples * sample;
  }
}
