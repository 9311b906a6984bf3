/** The seams to a model: who generates answers and who scores them. */
@NullMarked
package dev.herder.core.generate;

import org.jspecify.annotations.NullMarked;
