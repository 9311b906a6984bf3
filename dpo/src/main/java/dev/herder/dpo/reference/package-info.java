/** The reference's log-probabilities on disk. */
@NullMarked
package dev.herder.dpo.reference;

import org.jspecify.annotations.NullMarked;
