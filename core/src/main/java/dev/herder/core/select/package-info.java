/** Which of several scored answers to one prompt become training data. */
@NullMarked
package dev.herder.core.select;

import org.jspecify.annotations.NullMarked;
