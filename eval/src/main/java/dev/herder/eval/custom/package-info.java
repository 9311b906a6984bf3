/** Suites made of a file of prompts and a verifier. */
@NullMarked
package dev.herder.eval.custom;

import org.jspecify.annotations.NullMarked;
