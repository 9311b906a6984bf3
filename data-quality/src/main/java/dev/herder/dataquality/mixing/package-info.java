/** Rows of several sources in given shares. */
@NullMarked
package dev.herder.dataquality.mixing;

import org.jspecify.annotations.NullMarked;
