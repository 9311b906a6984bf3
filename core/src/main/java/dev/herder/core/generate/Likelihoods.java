package dev.herder.core.generate;

import java.util.List;

/** The seam to whatever knows how probable texts are: a local model, a fake in tests. */
public interface Likelihoods {
  /**
   * How probable each text is after its prompt.
   *
   * <p>Prompt and text are encoded together, as if they had been written in one go, and the text's
   * tokens are those after the prompt's own. After an empty plain prompt every token of the text
   * counts that another one precedes: the beginning-of-text token where the tokenizer adds one.
   *
   * @return in the order asked
   * @throws dev.herder.core.UserError if a prompt cannot be encoded, or it is too long together
   *     with its text
   */
  List<Likelihood> of(List<Continuation> asked);
}
