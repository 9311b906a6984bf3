/** Scorers that check an answer without a model. */
@NullMarked
package dev.herder.core.verify;

import org.jspecify.annotations.NullMarked;
