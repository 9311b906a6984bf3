/** Rows that hold what an evaluation asks. */
@NullMarked
package dev.herder.dataquality.contamination;

import org.jspecify.annotations.NullMarked;
