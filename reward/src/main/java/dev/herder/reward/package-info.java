/** Reward modelling. */
@NullMarked
package dev.herder.reward;

import org.jspecify.annotations.NullMarked;
