/** Asks a model about answers of another. */
@NullMarked
package dev.herder.eval.judge;

import org.jspecify.annotations.NullMarked;
