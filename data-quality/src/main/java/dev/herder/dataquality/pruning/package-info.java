/** Which rows are good and hard enough, and labels that say so. */
@NullMarked
package dev.herder.dataquality.pruning;

import org.jspecify.annotations.NullMarked;
