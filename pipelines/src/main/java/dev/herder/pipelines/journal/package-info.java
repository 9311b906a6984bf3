/** What was done, what is done, and what is still to do: steps, their fingerprints, the journal. */
@NullMarked
package dev.herder.pipelines.journal;

import org.jspecify.annotations.NullMarked;
