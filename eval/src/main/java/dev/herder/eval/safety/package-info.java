/** Whether a model refuses what it should, and only that. */
@NullMarked
package dev.herder.eval.safety;

import org.jspecify.annotations.NullMarked;
