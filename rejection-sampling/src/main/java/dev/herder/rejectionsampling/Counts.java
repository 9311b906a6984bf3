package dev.herder.rejectionsampling;

/**
 * What became of the prompts and of their answers.
 *
 * @param prompts prompts answered
 * @param samples answers drawn
 * @param truncated answers never chosen, because they ended at the maximum length
 * @param blank answers never chosen, because there is nothing in them
 * @param duplicates answers never chosen, because an earlier sample has the same text
 * @param nearDuplicates answers never kept, because one with a higher score, or an earlier one, is
 *     nearly the same
 * @param unscored answers never chosen, because the scorer could give them no score
 * @param promptsKept prompts with at least one answer kept
 * @param kept answers kept: rows of {@code sft.jsonl}
 * @param noneEligible prompts where no answer may be chosen
 * @param noneGoodEnough prompts where answers may be chosen, but none was good enough
 * @param tied prompts whose best score several different answers share (the earliest was taken)
 * @param pairs rows of {@code preference.jsonl}
 * @param pairTooFew prompts without a pair: fewer than two answers may be chosen
 * @param pairAllTied prompts without a pair: all answers have the same score
 * @param pairGapTooSmall prompts without a pair: the scores are too close
 * @param pairEqualText prompts without a pair: the texts are equal
 */
public record Counts(
    long prompts,
    long samples,
    long truncated,
    long blank,
    long duplicates,
    long nearDuplicates,
    long unscored,
    long promptsKept,
    long kept,
    long noneEligible,
    long noneGoodEnough,
    long tied,
    long pairs,
    long pairTooFew,
    long pairAllTied,
    long pairGapTooSmall,
    long pairEqualText) {}
