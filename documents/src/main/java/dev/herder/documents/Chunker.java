package dev.herder.documents;

import dev.herder.core.UserError;
import dev.herder.core.run.Hashes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Cuts documents into chunks of whole sentences.
 *
 * <p>A chunk has as many sentences as fit; the last sentences of one are repeated at the beginning
 * of the next, as many as fit into the overlap. A sentence that is too long by itself is cut at
 * white space, or inside a word where there is none. Every character of the text that is not white
 * space is in some chunk.
 *
 * @param maxTokens the longest chunk, at least 8
 * @param overlap tokens that two neighbours may share, at most half of a chunk
 * @param counter counts tokens
 */
public record Chunker(int maxTokens, int overlap, TokenCounter counter) {
  private static final int ID_DIGITS = 16;

  /**
   * Text without white space is cut into pieces of so many characters before tokens are counted.
   */
  private static final int LONGEST_SENTENCE = 20_000;

  public Chunker {
    if (maxTokens < 8) {
      throw new UserError("chunk-tokens: " + maxTokens + " is too few, expected 8 or more");
    }
    if (overlap < 0 || overlap > maxTokens / 2) {
      throw new UserError(
          "chunk-overlap: " + overlap + " is out of range, expected 0 to half of chunk-tokens");
    }
  }

  private record Piece(int start, int end, int tokens) {}

  /** Cuts a document and hands out its chunks in order. */
  public void cut(Document document, Consumer<Chunk> sink) {
    new Cut(document, sink).run();
  }

  private final class Cut {
    private final Document document;
    private final String text;
    private final Consumer<Chunk> sink;
    private final Deque<Piece> open = new ArrayDeque<>();
    private int openTokens;
    private int fresh;
    private int index;

    Cut(Document document, Consumer<Chunk> sink) {
      this.document = document;
      this.text = document.text();
      this.sink = sink;
    }

    void run() {
      for (Sentences.Span span : Sentences.of(text)) {
        for (int at = span.start(); at < span.end(); ) {
          int end = boundary(at, Math.min(span.end(), at + LONGEST_SENTENCE), span.end());
          sentence(at, end);
          at = afterSpace(end, span.end());
        }
      }
      if (fresh > 0) {
        emit();
      }
    }

    private void sentence(int start, int end) {
      int tokens = counter.count(text.substring(start, end));
      if (tokens <= maxTokens) {
        add(new Piece(start, end, tokens));
        return;
      }
      for (int at = start; at < end; ) {
        int to = longestFitting(at, end);
        add(new Piece(at, to, counter.count(text.substring(at, to))));
        at = afterSpace(to, end);
      }
    }

    private int longestFitting(int start, int end) {
      int low = start + 1;
      int high = end;
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        if (counter.count(text.substring(start, middle)) <= maxTokens) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return boundary(start, low, end);
    }

    /** The last white space before a place where text must be cut, or the place itself. */
    private int boundary(int start, int cut, int end) {
      if (cut >= end) {
        return end;
      }
      for (int i = cut; i > start; i--) {
        if (Character.isWhitespace(text.charAt(i))) {
          return i;
        }
      }
      boolean halved =
          Character.isHighSurrogate(text.charAt(cut - 1))
              && Character.isLowSurrogate(text.charAt(cut));
      return halved ? cut + 1 : cut;
    }

    private int afterSpace(int from, int end) {
      int at = from;
      while (at < end && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return at;
    }

    private void add(Piece piece) {
      if (fresh > 0 && openTokens + piece.tokens() > maxTokens) {
        emit();
        keepOverlap(piece.tokens());
      }
      open.add(piece);
      openTokens += piece.tokens();
      fresh++;
    }

    private void keepOverlap(int next) {
      int room = Math.min(overlap, maxTokens - next);
      while (openTokens > room && !open.isEmpty()) {
        openTokens -= open.remove().tokens();
      }
      fresh = 0;
    }

    private void emit() {
      int start = open.getFirst().start();
      int end = open.getLast().end();
      String piece = text.substring(start, end);
      String id = Hashes.ofString(piece).substring(0, ID_DIGITS);
      sink.accept(
          new Chunk(
              id, document.name(), document.sha256(), index++, start, end, piece, openTokens));
    }
  }
}
