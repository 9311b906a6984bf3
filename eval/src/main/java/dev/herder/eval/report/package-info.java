/** What an evaluation leaves behind: results to read again, pages to look at, verdicts for CI. */
@NullMarked
package dev.herder.eval.report;

import org.jspecify.annotations.NullMarked;
