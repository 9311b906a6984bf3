/** The 25 instruction checks of IFEval, with the verdicts of the published Python checker. */
@NullMarked
package dev.herder.core.verify.ifeval;

import org.jspecify.annotations.NullMarked;
