/** The training loop: objective, optimiser, schedule, exact resume. */
@NullMarked
package dev.herder.engine.train;

import org.jspecify.annotations.NullMarked;
