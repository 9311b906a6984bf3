/** The seams of a round filled with the stages and the engine of this process. */
@NullMarked
package dev.herder.pipelines.local;

import org.jspecify.annotations.NullMarked;
