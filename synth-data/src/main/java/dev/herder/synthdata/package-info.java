/** Synthetic data, on core only. */
@NullMarked
package dev.herder.synthdata;

import org.jspecify.annotations.NullMarked;
