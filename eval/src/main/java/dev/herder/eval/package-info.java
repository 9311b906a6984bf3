/** Evaluation: suites, statistics and reports, on core only. */
@NullMarked
package dev.herder.eval;

import org.jspecify.annotations.NullMarked;
