/** The seam for steps of the user's own in a round. */
@NullMarked
package dev.herder.pipelines.step;

import org.jspecify.annotations.NullMarked;
