package dev.herder.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One flat row of tokens, its segments, and the targets whose log-probability is wanted.
 *
 * <p>A target is a token of the batch; the row that predicts it is the token before it in its
 * segment, or the last token of the parent for a segment's first token. Targets keep the order of
 * the tokens. For a score head a target is a token whose own output is read, wherever it stands.
 */
public final class PackedBatch {
  private final int[] ids;
  private final int[] positions;
  private final List<Segment> segments;
  private final int[] targetTokens;
  private final int[] targetRows;
  private final int[] firstTargets;

  private PackedBatch(Builder builder) {
    ids = Arrays.copyOf(builder.ids, builder.tokens);
    positions = Arrays.copyOf(builder.positions, builder.tokens);
    segments = List.copyOf(builder.segments);
    targetTokens = builder.targetTokens.stream().mapToInt(Integer::intValue).toArray();
    targetRows = builder.targetRows.stream().mapToInt(Integer::intValue).toArray();
    builder.firstTargets.add(targetTokens.length);
    firstTargets = builder.firstTargets.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Number of tokens. */
  public int tokens() {
    return ids.length;
  }

  /** Token ids, [tokens]. */
  public int[] ids() {
    return ids;
  }

  /** Position of each token in its sequence, [tokens]. */
  public int[] positions() {
    return positions;
  }

  public List<Segment> segments() {
    return segments;
  }

  /** Number of targets. */
  public int targets() {
    return targetTokens.length;
  }

  /** For each target the row whose output predicts it, [targets]. */
  public int[] targetRows() {
    return targetRows;
  }

  /** For each target its token id, [targets]. */
  public int[] targetIds() {
    int[] result = new int[targetTokens.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = ids[targetTokens[i]];
    }
    return result;
  }

  /** Index of the first target of a segment; its targets end where the next segment's begin. */
  public int firstTarget(int segment) {
    return firstTargets[segment];
  }

  /** Index after the last target of a segment. */
  public int endTarget(int segment) {
    return firstTargets[segment + 1];
  }

  /**
   * The segments as the attention kernel reads them: for each one the number of its ranges, then
   * (start, length) of every range from its root down to itself.
   */
  public int[] spans() {
    List<Integer> spans = new ArrayList<>();
    for (Segment segment : segments) {
      List<Segment> chain = new ArrayList<>();
      chain.add(segment);
      for (int p = segment.parent(); p >= 0; p = segments.get(p).parent()) {
        chain.add(segments.get(p));
      }
      spans.add(chain.size());
      for (int i = chain.size() - 1; i >= 0; i--) {
        spans.add(chain.get(i).start());
        spans.add(chain.get(i).length());
      }
    }
    return spans.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Collects segments into a batch. */
  public static final class Builder {
    private int[] ids = new int[256];
    private int[] positions = new int[256];
    private int tokens;
    private final List<Segment> segments = new ArrayList<>();
    private final List<Integer> targetTokens = new ArrayList<>();
    private final List<Integer> targetRows = new ArrayList<>();
    private final List<Integer> firstTargets = new ArrayList<>();

    /**
     * Adds a segment.
     *
     * @param parent index of an earlier segment, or -1 for a root
     * @param tokenIds its tokens, at least one
     * @param isTarget which of them are targets; a root's first token cannot be one
     * @return the index of the segment
     */
    public int add(int parent, int[] tokenIds, boolean[] isTarget) {
      if (parent >= segments.size()) {
        throw new IllegalArgumentException("parent " + parent + " is not an earlier segment");
      }
      if (isTarget.length != tokenIds.length) {
        throw new IllegalArgumentException(
            "%d tokens with %d target marks".formatted(tokenIds.length, isTarget.length));
      }
      if (parent < 0 && isTarget.length > 0 && isTarget[0]) {
        throw new IllegalArgumentException("the first token of a root has no predecessor");
      }
      Segment segment = new Segment(tokens, tokenIds.length, parent);
      firstTargets.add(targetTokens.size());
      int before = parent < 0 ? -1 : last(parent);
      int position = parent < 0 ? 0 : positions[before] + 1;
      grow(tokens + tokenIds.length);
      for (int i = 0; i < tokenIds.length; i++) {
        if (isTarget[i]) {
          targetTokens.add(tokens);
          targetRows.add(i == 0 ? before : tokens - 1);
        }
        ids[tokens] = tokenIds[i];
        positions[tokens++] = position++;
      }
      segments.add(segment);
      return segments.size() - 1;
    }

    /**
     * Marks a token at whose output a score head is read; it counts as a target of the segment that
     * was added last.
     *
     * @param token index of a token of the batch
     */
    public void score(int token) {
      if (token < 0 || token >= tokens) {
        throw new IllegalArgumentException("token " + token + " of " + tokens);
      }
      targetTokens.add(token);
      targetRows.add(token);
    }

    /** Number of tokens so far. */
    public int tokens() {
      return tokens;
    }

    public PackedBatch build() {
      if (tokens == 0) {
        throw new IllegalStateException("a batch needs at least one segment");
      }
      return new PackedBatch(this);
    }

    private int last(int segment) {
      return segments.get(segment).start() + segments.get(segment).length() - 1;
    }

    private void grow(int size) {
      if (size > ids.length) {
        int room = Math.max(size, 2 * ids.length);
        ids = Arrays.copyOf(ids, room);
        positions = Arrays.copyOf(positions, room);
      }
    }
  }
}
