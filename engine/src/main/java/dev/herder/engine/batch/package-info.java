/** Packed batches: one flat row of tokens and a table of segments, no padding. */
@NullMarked
package dev.herder.engine.batch;

import org.jspecify.annotations.NullMarked;
