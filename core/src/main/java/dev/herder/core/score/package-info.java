/** Scores in files: who gave them, and how they are written row by row. */
@NullMarked
package dev.herder.core.score;

import org.jspecify.annotations.NullMarked;
