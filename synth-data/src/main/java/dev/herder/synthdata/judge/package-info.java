/** Verdicts of a model on rows, read strictly. */
@NullMarked
package dev.herder.synthdata.judge;

import org.jspecify.annotations.NullMarked;
