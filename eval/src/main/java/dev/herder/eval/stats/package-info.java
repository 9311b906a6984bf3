/** Statistics of evaluations: intervals, tests of differences and what can be told apart at all. */
@NullMarked
package dev.herder.eval.stats;

import org.jspecify.annotations.NullMarked;
