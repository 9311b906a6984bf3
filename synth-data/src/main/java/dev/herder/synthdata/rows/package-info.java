/** The generators of rows, each a record with its prompt templates. */
@NullMarked
package dev.herder.synthdata.rows;

import org.jspecify.annotations.NullMarked;
