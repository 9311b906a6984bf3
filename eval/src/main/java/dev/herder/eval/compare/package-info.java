/** Two results side by side: what differs, how surely, and what could not have been seen. */
@NullMarked
package dev.herder.eval.compare;

import org.jspecify.annotations.NullMarked;
