/**
 * Whether two models, or two numeric formats of one, answer alike, by the rewards of their answers.
 */
@NullMarked
package dev.herder.eval.reward;

import org.jspecify.annotations.NullMarked;
