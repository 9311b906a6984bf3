/** Rows that say the same: exactly, nearly, or in meaning. */
@NullMarked
package dev.herder.dataquality.duplicates;

import org.jspecify.annotations.NullMarked;
