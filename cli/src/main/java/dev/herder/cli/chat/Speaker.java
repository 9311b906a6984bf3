package dev.herder.cli.chat;

import dev.herder.core.data.Message;
import dev.herder.core.generate.Completion;
import java.util.List;
import java.util.function.Predicate;

/** The model's side of a conversation. */
public interface Speaker {
  /**
   * Tokens of a conversation, the beginning of the answer included.
   *
   * @throws dev.herder.core.UserError if the model cannot read it
   */
  int tokens(List<Message> conversation);

  /** The most tokens that conversation and answer may have together. */
  int mostTokens();

  /**
   * Answers.
   *
   * @param maxNewTokens the longest answer
   * @param onText takes pieces of the answer as they come, and tells whether to go on
   */
  Completion answer(List<Message> conversation, int maxNewTokens, Predicate<String> onText);
}
