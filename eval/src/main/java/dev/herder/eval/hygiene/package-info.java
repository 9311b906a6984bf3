/** Whether a suite was in the training data, and what that may have brought. */
@NullMarked
package dev.herder.eval.hygiene;

import org.jspecify.annotations.NullMarked;
