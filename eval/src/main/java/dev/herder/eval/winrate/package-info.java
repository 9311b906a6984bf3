/** Which of two models answers better, in the eyes of a judge or a reward model. */
@NullMarked
package dev.herder.eval.winrate;

import org.jspecify.annotations.NullMarked;
