/** Losses on answers to one prompt, as functions of log-probabilities, with exact derivatives. */
@NullMarked
package dev.herder.dpo.loss;

import org.jspecify.annotations.NullMarked;
