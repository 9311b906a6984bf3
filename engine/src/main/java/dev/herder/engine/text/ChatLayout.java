package dev.herder.engine.text;

import dev.herder.engine.text.ChatRenderer.Rendering;
import dev.herder.engine.text.ChatRenderer.Span;
import dev.herder.engine.text.TurnFinder.Turn;

/** Decides which tokens of a conversation are learned. */
final class ChatLayout {
  private final Tokenizer tokenizer;
  private final LossOn lossOn;
  private final boolean marksGenerations;

  ChatLayout(Tokenizer tokenizer, LossOn lossOn, boolean marksGenerations) {
    this.tokenizer = tokenizer;
    this.lossOn = lossOn;
    this.marksGenerations = marksGenerations;
  }

  /** A whole conversation. */
  LaidOut conversation(Chat chat) {
    Layout layout = new Layout(chat);
    switch (lossOn) {
      case ALL -> layout.out.learnFrom(0);
      case ASSISTANT -> layout.assistant(0);
      case COMPLETION -> layout.turn(lastAnswer(chat), lastAnswer(chat) + 1);
    }
    return layout.out;
  }

  /**
   * A prompt and its completion.
   *
   * @param chat both together
   * @param promptTurns how many turns are the prompt
   */
  LaidOut demonstration(Chat chat, int promptTurns) {
    Layout layout = new Layout(chat);
    switch (lossOn) {
      case ALL -> layout.out.learnFrom(0);
      case ASSISTANT -> layout.assistant(promptTurns);
      case COMPLETION -> layout.turn(promptTurns, chat.size());
    }
    return layout.out;
  }

  private static int lastAnswer(Chat chat) {
    for (int i = chat.size() - 1; i >= 0; i--) {
      if (isAssistant(chat, i)) {
        return i;
      }
    }
    throw new RowFault("messages", "no turn is the assistant's", "give it an answer");
  }

  private static boolean isAssistant(Chat chat, int i) {
    return "assistant".equals(chat.message(i).get("role"));
  }

  /** One conversation in work. */
  private final class Layout {
    private final Chat chat;
    private final Rendering rendering;
    private final GuardedText text;
    private final LaidOut out;

    Layout(Chat chat) {
      this.chat = chat;
      this.rendering = chat.render(false);
      this.text = chat.guard(rendering.text(), false);
      this.out = new LaidOut(text.tokens(tokenizer));
    }

    /** The assistant's turns from one on. */
    void assistant(int from) {
      if (marksGenerations) {
        generations(from);
        return;
      }
      for (int i = from; i < chat.size(); i++) {
        if (isAssistant(chat, i)) {
          checkEnd(turn(i, i + 1), "messages[" + i + "]");
        }
      }
    }

    private void generations(int from) {
      for (Span span : rendering.generations()) {
        if (span.start() < span.end()) {
          out.learn(out.firstBeyond(span.start()), span.end());
          checkEnd(span, "");
        }
      }
      if (from > 0) {
        Turn completion = new TurnFinder(chat, text.text()).find(from, chat.size());
        out.forgetBefore(firstToken(completion, from));
      }
    }

    /** Learns turns, taken as one. */
    Span turn(int from, int to) {
      Turn turn = new TurnFinder(chat, text.text()).find(from, to);
      out.learn(firstToken(turn, from), turn.span().end());
      return turn.span();
    }

    private int firstToken(Turn turn, int from) {
      int start = turn.span().start();
      if (turn.prompt().isEmpty()) {
        return out.firstBeyond(start);
      }
      String prompt = turn.prompt().get();
      boolean differs = !text.text().startsWith(prompt);
      GuardedText before =
          differs ? chat.until(from).guard(prompt, true) : text.until(prompt.length());
      int first = text.common(tokenizer, out.tokens(), before);
      if (differs) {
        out.notes().add(Note.PROMPT_DIFFERS);
      } else if (first < out.tokens().size() && out.tokens().start(first) < start) {
        out.notes().add(Note.MERGED);
      }
      return first;
    }

    /** A stop token right after what is learned should be learned too. */
    private void checkEnd(Span span, String key) {
      int after = 0;
      while (after < out.tokens().size() && out.tokens().start(after) < span.end()) {
        boolean stops =
            out.tokens().end(after) > span.start()
                && tokenizer.stopIds().contains(out.tokens().id(after));
        if (stops && out.learns(after)) {
          return;
        }
        after++;
      }
      if (after < out.tokens().size()
          && tokenizer.stopIds().contains(out.tokens().id(after))
          && !out.learns(after)) {
        throw new RowFault(
            key,
            "the end of the assistant's turn, "
                + ControlTokens.shown(tokenizer.token(out.tokens().id(after)))
                + ", is not learned, so the model would not learn to stop",
            "move {% endgeneration %} of the chat template behind it");
      }
    }
  }
}
