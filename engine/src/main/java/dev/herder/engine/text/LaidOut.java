package dev.herder.engine.text;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** A sequence with the tokens that are learned, while a row is being encoded. */
final class LaidOut {
  private final Tokens tokens;
  private final boolean[] loss;
  private final Set<Note> notes = EnumSet.noneOf(Note.class);

  /** A sequence of which nothing is learned yet. */
  LaidOut(Tokens tokens) {
    this.tokens = tokens;
    this.loss = new boolean[tokens.size()];
  }

  Tokens tokens() {
    return tokens;
  }

  Set<Note> notes() {
    return notes;
  }

  /** Everything is learned from this token on, up to where a place in the text begins. */
  void learn(int firstToken, int end) {
    for (int i = firstToken; i < tokens.size() && tokens.start(i) < end; i++) {
      loss[i] = true;
    }
  }

  /** Everything is learned from this token on. */
  void learnFrom(int firstToken) {
    Arrays.fill(loss, Math.min(firstToken, loss.length), loss.length, true);
  }

  /** The first token that reaches beyond a place in the text. */
  int firstBeyond(int place) {
    int i = 0;
    while (i < tokens.size() && tokens.end(i) <= place) {
      i++;
    }
    return i;
  }

  /** Nothing is learned before this token. */
  void forgetBefore(int firstToken) {
    Arrays.fill(loss, 0, Math.min(firstToken, loss.length), false);
  }

  boolean learns(int i) {
    return loss[i];
  }

  /** The flags; the first token is never learned, since nothing comes before it. */
  boolean[] loss() {
    if (loss.length > 0) {
      loss[0] = false;
    }
    return loss;
  }
}
