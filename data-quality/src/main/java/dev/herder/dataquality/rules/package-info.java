/** Cleaning by rules: spam, apologies, repetition, languages, personal data and secrets. */
@NullMarked
package dev.herder.dataquality.rules;

import org.jspecify.annotations.NullMarked;
