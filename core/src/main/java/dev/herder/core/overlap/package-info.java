/** What texts have in common: normalised words, n-grams of them, and indexes of those. */
@NullMarked
package dev.herder.core.overlap;

import org.jspecify.annotations.NullMarked;
