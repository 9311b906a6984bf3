/** Questions and instructions that {@code InstructionMaterial} puts together. */
@NullMarked
package dev.herder.examples.instructions;

import org.jspecify.annotations.NullMarked;
