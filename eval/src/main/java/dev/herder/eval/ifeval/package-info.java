/** IFEval: how often answers follow instructions that a program can check. */
@NullMarked
package dev.herder.eval.ifeval;

import org.jspecify.annotations.NullMarked;
