/** Rows of JSON Lines: their schemas, their problems, streaming in and atomic writing out. */
@NullMarked
package dev.herder.core.data;

import org.jspecify.annotations.NullMarked;
