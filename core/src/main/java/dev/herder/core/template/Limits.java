package dev.herder.core.template;

/**
 * What one template may use up; whoever wrote the template is not trusted.
 *
 * @param maxSourceChars length of the template's source
 * @param maxNesting how deep blocks, parentheses and chains of operators nest in the source
 * @param maxSteps operations of one rendering; a pass through a loop costs as many as its body has
 *     nodes, work on long strings costs in proportion to their length
 * @param maxOutputChars length of the rendered text and of any string made on the way
 * @param maxAllocatedChars characters written to strings while rendering, summed; an element of a
 *     list counts as four
 * @param maxDepth depth of evaluation: nodes nested in one another, through macro calls and
 *     recursive loops; also the nesting of data
 * @param maxIntegerBits size of an integer
 */
public record Limits(
    int maxSourceChars,
    int maxNesting,
    long maxSteps,
    int maxOutputChars,
    long maxAllocatedChars,
    int maxDepth,
    int maxIntegerBits) {
  /** Far above what any template in use needs, and reached within seconds. */
  public static final Limits DEFAULT =
      new Limits(1_000_000, 200, 20_000_000L, 1 << 24, 100_000_000L, 2_000, 1 << 16);

  public Limits {
    if (maxSourceChars < 1
        || maxNesting < 1
        || maxSteps < 1
        || maxOutputChars < 1
        || maxAllocatedChars < 1
        || maxDepth < 1
        || maxIntegerBits < 64) {
      throw new IllegalArgumentException(
          "limits must be positive and integers at least 64 bits, got "
              + maxSourceChars
              + ", "
              + maxNesting
              + ", "
              + maxSteps
              + ", "
              + maxOutputChars
              + ", "
              + maxAllocatedChars
              + ", "
              + maxDepth
              + ", "
              + maxIntegerBits);
    }
  }
}
