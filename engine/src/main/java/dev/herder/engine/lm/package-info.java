/**
 * A language model loaded from a Hugging Face directory: to score, to sample, to train, to save.
 */
@NullMarked
package dev.herder.engine.lm;

import org.jspecify.annotations.NullMarked;
